import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject, RunInfo, RunStatus, RunSummary, Timing } from '../trace/index.js';
import { REPLAY_ENDING } from './replay-claim.js';
import { readReplayEnds } from './replay-ends.js';

/** The file in which a folder's finished runs are listed. */
export const INDEX_NAME = 'index.json';
const INDEX_VERSION = '1.0.0';
const MAX_ROUNDS = 20;

/** One run in `index.json`. */
export interface ReplayIndexEntry {
  run_id: string;
  model: string;
  provider: string;
  workload?: string;
  started_at: string;
  timing: Timing;
  simulated?: boolean;
  status?: RunStatus;
  event_count?: number;
  duration_ms?: number;
  metrics?: JsonObject;
  /** Within the folder. */
  file: string;
}

/** `index.json`: the finished runs of a folder, oldest first. */
export interface ReplayIndex {
  version: string;
  /** ISO 8601. */
  generated_at: string;
  total_replays: number;
  replays: ReplayIndexEntry[];
}

/** What the index says of a run. */
export function indexEntry(info: RunInfo, summary: RunSummary, file: string): ReplayIndexEntry {
  const { run_id, model, provider, workload, started_at, timing, simulated } = info;
  const { status, event_count, duration_ms, metrics } = summary;
  return {
    run_id,
    model,
    provider,
    workload,
    started_at,
    timing,
    simulated,
    status,
    event_count,
    duration_ms,
    metrics,
    file,
  };
}

/** Reads the index; undefined when there is none that can be read. */
export async function readReplayIndex(folder: string): Promise<ReplayIndex | undefined> {
  try {
    const index = JSON.parse(await readFile(join(folder, INDEX_NAME), 'utf8')) as ReplayIndex;
    return Array.isArray(index?.replays) && index.replays.every(isEntry) ? index : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(entry: unknown): entry is ReplayIndexEntry {
  const { run_id: runId, file, started_at: startedAt } = (entry ?? {}) as Partial<ReplayIndexEntry>;
  return typeof runId === 'string' && typeof file === 'string' && typeof startedAt === 'string';
}

/**
 * Brings the index in line with the folder's files, with what is known of a new one. Other processes may do the same at once:
 * each looks again after it wrote, and goes round until the index lists the files that the folder holds, so that whoever writes
 * last has them all. Without a new entry it rebuilds what is missing from the files.
 */
export async function updateReplayIndex(folder: string, added?: ReplayIndexEntry): Promise<ReplayIndex> {
  const known = new Map<string, ReplayIndexEntry>();
  for (const entry of (await readReplayIndex(folder))?.replays ?? []) known.set(entry.file, entry);
  if (added) known.set(added.file, added);
  const unreadable = new Set<string>();
  let index = await writeIndex(folder, known, unreadable);
  for (let round = 1; round < MAX_ROUNDS && (await isBehind(folder, unreadable)); round++) {
    index = await writeIndex(folder, known, unreadable);
  }
  return index;
}

/** The index as the folder's files are: read where it is in line with them, else brought in line first. */
export async function currentReplayIndex(folder: string): Promise<ReplayIndex> {
  const index = await readReplayIndex(folder);
  return index && !(await isBehind(folder, new Set())) ? index : updateReplayIndex(folder);
}

/** Brings the index in line with the folder's files, and writes it only where it is not. */
export async function ensureReplayIndex(folder: string): Promise<void> {
  if (await isBehind(folder, new Set())) await updateReplayIndex(folder);
}

async function writeIndex(
  folder: string,
  known: Map<string, ReplayIndexEntry>,
  unreadable: Set<string>,
): Promise<ReplayIndex> {
  const replays: ReplayIndexEntry[] = [];
  for (const file of await replayFiles(folder)) {
    const entry = known.get(file) ?? (await entryFromFile(folder, file));
    if (entry) known.set(file, entry);
    if (entry) replays.push(entry);
    else unreadable.add(file);
  }
  replays.sort(
    (left, right) => left.started_at.localeCompare(right.started_at) || left.file.localeCompare(right.file),
  );
  const generatedAt = new Date().toISOString();
  const index = { version: INDEX_VERSION, generated_at: generatedAt, total_replays: replays.length, replays };
  await replaceFile(join(folder, INDEX_NAME), `${JSON.stringify(index, undefined, 2)}\n`);
  return index;
}

/** Whether the index that now lies in the folder lacks a file, or lists one that is gone. */
async function isBehind(folder: string, unreadable: ReadonlySet<string>): Promise<boolean> {
  const index = await readReplayIndex(folder);
  const files = (await replayFiles(folder)).filter((file) => !unreadable.has(file));
  const listed = new Set(index?.replays.map((entry) => entry.file));
  if (!index) return files.length > 0;
  return files.length !== listed.size || files.some((file) => !listed.has(file));
}

/** Plain files alone: a pipe is never read to its end, and a link leads out of the folder. */
async function replayFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  return names.filter((name) => name.endsWith(REPLAY_ENDING) && name.toLowerCase() !== INDEX_NAME);
}

async function entryFromFile(folder: string, file: string): Promise<ReplayIndexEntry | undefined> {
  const ends = await readReplayEnds(join(folder, file)).catch(() => undefined);
  return ends && indexEntry(ends.info, ends.summary, file);
}

async function replaceFile(path: string, text: string): Promise<void> {
  // Several writers, of one process too, may keep the index of one folder.
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
}
