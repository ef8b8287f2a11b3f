import { lstatSync } from 'node:fs';
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import {
  formatReplayEvent,
  formatReplayFooter,
  replaySummary,
  type RunStartedEvent,
  type Trace,
  type TraceEvent,
} from '../../trace/index.js';
import { isNameFree, lockPathOf, PART_ENDING, REPLAY_ENDING } from '../replay-claim.js';
import { replayNameVariant } from '../replay-name.js';
import { readReplayTrace } from '../replay-trace.js';
import { releaseLock, takeLock } from '../run-lock.js';
import { type PartTail, readPartTail } from './part-tail.js';

const MAX_VARIANTS = 10_000;

/** A replay that was finished in its dead writer's place. */
export interface RecoveredReplay {
  readonly file: string;
  readonly run_id: string;
  /** `failed`, unless the run had ended and only its file had not. */
  readonly status: string;
  /** What the run had come to. */
  readonly event_count: number;
  readonly duration_ms: number;
}

/** What became of a `.part` file. */
export type PartOutcome =
  | ({ readonly state: 'recovered' } & RecoveredReplay)
  | { readonly state: 'removed' }
  | { readonly state: 'gone' }
  | { readonly state: 'left'; readonly reason: string };

/**
 * Finishes what a dead writer left of a run: drops a cut last line, says that the run failed, `killed`, and how far it had come, adds
 * the footer, syncs, and gives the file its name. A file without a byte of a run is removed. Only for who holds the file's lock.
 * Throws what the file system says; what was on disk is then as it was.
 */
export async function recoverPart(folder: string, name: string): Promise<PartOutcome> {
  const partPath = join(folder, name + PART_ENDING);
  const stats = lstatSync(partPath, { throwIfNoEntry: false });
  if (!stats) return { state: 'gone' };
  // What a link leads to is another's, and a pipe is never read to its end.
  if (!stats.isFile()) return { state: 'left', reason: 'it is no plain file' };
  const file = await open(partPath, 'r+');
  let told: Omit<RecoveredReplay, 'file'>;
  try {
    const tail = await readPartTail(file);
    if (tail.state === 'headless') return { state: 'left', reason: 'it does not begin as a replay does' };
    if (tail.state === 'empty') {
      await unlink(partPath);
      return { state: 'removed' };
    }
    const trace = await readReplayTrace(file, tail.end);
    told = tail.state === 'footer' ? endOf(trace) : await finish(file, tail, trace);
    await file.sync();
  } finally {
    await file.close();
  }
  return { state: 'recovered', file: await giveName(folder, name), ...told };
}

async function finish(
  file: FileHandle,
  { state, end }: PartTail,
  trace: Trace,
): Promise<Omit<RecoveredReplay, 'file'>> {
  const events = missingEvents(trace);
  const firstIndex = state === 'header' ? 0 : 1;
  const lines = events.map((event, index) => formatReplayEvent(event, firstIndex + index));
  for (const event of events) trace.append(event);
  const { size } = await file.stat();
  await file.truncate(end);
  try {
    await writeAll(file, lines.join('') + formatReplayFooter(replaySummary(trace)), end);
  } catch (error) {
    // A full disk: what was there stays, to be finished when there is room.
    await file.truncate(Math.min(size, end)).catch(() => {});
    throw error;
  }
  return endOf(trace);
}

/** What the run needs to be whole: its beginning where not one event was written, and its end where that was not. */
function missingEvents(trace: Trace): TraceEvent[] {
  const { length, durationMs } = trace;
  if (trace.isEnded) return [];
  const message =
    length === 0
      ? 'The recorder stopped before the first event was on disk.'
      : `The recorder stopped during the run: ${length} ${length === 1 ? 'event' : 'events'}, up to ${durationMs} ms, were on disk.`;
  const failed = { type: 'run_failed', time_ms: durationMs, duration_ms: durationMs } as const;
  const killed: TraceEvent = { ...failed, error: { code: 'killed', message } };
  return length === 0 ? [startOf(trace), killed] : [killed];
}

/** The header tells what the run's first event would have. */
function startOf({ info }: Trace): RunStartedEvent {
  const { version: _format, ...told } = info;
  return { type: 'run_started', time_ms: 0, ...told };
}

function endOf(trace: Trace): Omit<RecoveredReplay, 'file'> {
  const { info, status, length, durationMs } = trace;
  return { run_id: info.run_id, status, event_count: length, duration_ms: durationMs };
}

async function writeAll(file: FileHandle, text: string, position: number): Promise<void> {
  const bytes = Buffer.from(text);
  for (let offset = 0; offset < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, offset, bytes.length - offset, position + offset);
    offset += bytesWritten;
  }
}

/** `<name>.json`, or a variant where a file of that name was put beside it. */
async function giveName(folder: string, name: string): Promise<string> {
  const partPath = join(folder, name + PART_ENDING);
  if (isNameFree(folder, name, REPLAY_ENDING)) return renamed(partPath, folder, name);
  for (let attempt = 2; attempt <= MAX_VARIANTS; attempt++) {
    const variant = replayNameVariant(name, attempt);
    const lockPath = lockPathOf(folder, variant);
    if (!takeLock(lockPath)) continue;
    try {
      const isFree = isNameFree(folder, variant, REPLAY_ENDING) && isNameFree(folder, variant, PART_ENDING);
      if (isFree) return await renamed(partPath, folder, variant);
    } finally {
      releaseLock(lockPath);
    }
  }
  throw new Error(`${MAX_VARIANTS} replays are named ${name} already`);
}

async function renamed(partPath: string, folder: string, name: string): Promise<string> {
  const file = name + REPLAY_ENDING;
  await rename(partPath, join(folder, file));
  return file;
}
