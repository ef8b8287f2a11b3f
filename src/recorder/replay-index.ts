import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject, RunInfo, RunStatus, RunSummary, Timing } from '../trace/index.js';

/** The file in which a folder's finished runs are listed. */
export const INDEX_NAME = 'index.json';

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
