import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunInfo } from '../trace/index.js';
import type { LiveRun } from './live-log.js';
import { lockPathOf, PART_ENDING } from './replay-claim.js';
import { readReplayIndex } from './replay-index.js';
import { readHeaderOf } from './replay-lines.js';
import { lockHolder, readLock } from './run-lock.js';

/** How many finished runs of the folder are listed, and how many that other processes record. */
const MAX_LISTED = 1000;
const MAX_OTHERS = 100;

/**
 * What `/runs` answers: the runs of this server, those that other processes are recording to the folder (`elsewhere`: sent to
 * who asks for one by its id), and the finished ones of the folder, newest first.
 */
export async function listRuns(live: readonly LiveRun[], history?: string): Promise<{ runs: object[] }> {
  const index = history === undefined ? undefined : await readReplayIndex(history);
  const others = history === undefined ? [] : await runsOfOthers(history);
  const known = new Set(live.map(({ runId }) => runId));
  const isNew = ({ run_id: runId }: { run_id: string }) => !known.has(runId);
  const finished = (index?.replays ?? []).filter(isNew).slice(-MAX_LISTED);
  const elsewhere = others
    .filter(isNew)
    .map((info) => ({ ...toldOf(info), status: 'running', elsewhere: true }));
  return { runs: [...finished, ...elsewhere, ...live.map(liveEntry)].reverse() };
}

/** The runs whose files are being written by a process that is alive. */
async function runsOfOthers(folder: string): Promise<RunInfo[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(PART_ENDING));
  const infos: RunInfo[] = [];
  for (const { name: file } of files.slice(0, MAX_OTHERS)) {
    const lock = readLock(lockPathOf(folder, file.slice(0, -PART_ENDING.length)));
    if (!lock || lockHolder(lock) !== 'alive') continue;
    const info = await readHeaderOf(join(folder, file)).catch(() => undefined);
    if (info) infos.push(info);
  }
  return infos;
}

function liveEntry({ info, status, eventCount, durationMs }: LiveRun): object {
  return { ...toldOf(info), status, event_count: eventCount, duration_ms: durationMs };
}

function toldOf({ run_id, model, provider, workload, started_at, timing, simulated }: RunInfo) {
  return { run_id, model, provider, workload, started_at, timing, simulated };
}
