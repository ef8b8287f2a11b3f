import type { FileHandle } from 'node:fs/promises';
import { createTraceReader, eventMetrics, type RunSummary } from '../../trace/index.js';
import { lockPathOf, REPLAY_ENDING } from '../replay-claim.js';
import { readReplayEnds } from '../replay-ends.js';
import type { ReplayIndex, ReplayIndexEntry } from '../replay-index.js';
import { lockHolder, readLock } from '../run-lock.js';
import { type FileState, type ListedRun, listedFigures } from './listed-run.js';
import { type FolderReplay, openReplay, replayPath } from './replay-folder.js';
import { readOpening, type ReplayOpening } from './replay-opening.js';

const SHOWN_PROMPT = 200;
const TAIL = 64 << 10;
const HEADER = '{"version":"1.0.0","run_id":"","events":[\n';

/** A run of the folder with all that it can be found by. */
export interface KnownRun {
  readonly run: ListedRun;
  /** The whole of what was asked, as far as it is kept. */
  readonly prompt: string;
}

/**
 * Reads what a list tells of a replay: by its first bytes and its last, never all of it. Undefined when the file is gone. What is
 * wrong with a file is told as its `problem`.
 *
 * @param index the folder's index, where it is newer than the file
 */
export async function readRun(
  folder: string,
  replay: FolderReplay,
  index?: ReplayIndex,
): Promise<KnownRun | undefined> {
  const handle = await openReplay(folder, replay);
  if (!handle) return undefined;
  try {
    const { mtime } = await handle.stat();
    const opening = await readOpening(handle);
    const end = replay.isPart
      ? { ttft_ms: opening.ttftMs, ...(await partEnd(folder, replay, handle)) }
      : await wholeEnd(replayPath(folder, replay), opening, trustedEntry(index, replay.file, mtime));
    const run = { file: replay.file, ...told(opening, mtime), ...end };
    return { run, prompt: opening.prompt ?? '' };
  } finally {
    await handle.close();
  }
}

function told({ info, prompt }: ReplayOpening, mtime: Date): Omit<ListedRun, 'file' | 'state'> {
  const { run_id, model, provider, workload, timing, simulated } = info ?? {};
  const isDated = info !== undefined && !Number.isNaN(Date.parse(info.started_at));
  const at = isDated ? info.started_at : mtime.toISOString();
  return { run_id, model, provider, workload, at, timing, simulated, prompt: prompt?.slice(0, SHOWN_PROMPT) };
}

type RunEnd = Pick<ListedRun, 'state' | 'problem' | 'duration_ms'> & ReturnType<typeof listedFigures>;

async function wholeEnd(
  path: string,
  { info, format, problem }: ReplayOpening,
  entry: ReplayIndexEntry | undefined,
): Promise<RunEnd> {
  if (problem !== undefined) return { state: 'broken', problem };
  if (format !== undefined || !info) return { state: 'other' };
  const summary: RunSummary | undefined = entry ?? (await readReplayEnds(path))?.summary;
  if (!summary) return { state: 'unfinished', problem: 'The recording stops before its end.' };
  const { status, duration_ms, metrics } = summary;
  return { state: status ?? 'other', duration_ms, ...listedFigures(metrics) };
}

/** An entry tells of the file as it is only if it was written after it. */
function trustedEntry(
  index: ReplayIndex | undefined,
  file: string,
  mtime: Date,
): ReplayIndexEntry | undefined {
  const isNewer = index !== undefined && Date.parse(index.generated_at) >= mtime.getTime();
  return isNewer ? index.replays.find((entry) => entry.file === file) : undefined;
}

async function partEnd(folder: string, { file }: FolderReplay, handle: FileHandle): Promise<RunEnd> {
  const { duration_ms, ...speed } = await readTail(handle);
  if (isBeingWritten(folder, file)) return { state: 'running', duration_ms, ...speed };
  const state: FileState = 'unfinished';
  return {
    state,
    problem: 'Its recorder ended before the run did: trace-player recover finishes the file.',
    duration_ms,
  };
}

/** Whether the writer of a replay's part is still there, as far as can be told. */
export function isBeingWritten(folder: string, file: string): boolean {
  const lock = readLock(lockPathOf(folder, file.slice(0, -REPLAY_ENDING.length)));
  return lock !== undefined && lockHolder(lock) !== 'dead';
}

/** How far a growing file has come, and how fast its model writes just now, by its last events. */
async function readTail(handle: FileHandle): Promise<Partial<RunEnd>> {
  const { size } = await handle.stat();
  const buffer = Buffer.alloc(Math.min(size, TAIL));
  await handle.read(buffer, 0, buffer.length, Math.max(0, size - TAIL));
  const text = buffer.toString('utf8');
  const reader = await createTraceReader('replay-lines');
  // Its first line is the header, or cut.
  reader.push(`${HEADER}${text.slice(text.indexOf('\n') + 1)}`);
  reader.finish();
  const { trace } = reader;
  if (trace.length === 0) return {};
  const { tokensPerSecond, tokenCountSource } = eventMetrics(trace, trace.length - 1);
  return {
    duration_ms: trace.durationMs,
    tokens_per_second: tokensPerSecond,
    counts_chunks: (tokensPerSecond !== undefined && tokenCountSource === 'chunks') || undefined,
  };
}
