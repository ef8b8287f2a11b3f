import type { LiveRun } from './live-log.js';
import { readReplayIndex } from './replay-index.js';

/** How many finished runs of the folder are listed. */
const MAX_LISTED = 1000;

/** What `/runs` answers: the runs of this server, and the finished ones of the folder, newest first. */
export async function listRuns(live: readonly LiveRun[], history?: string): Promise<{ runs: object[] }> {
  const index = history === undefined ? undefined : await readReplayIndex(history);
  const known = new Set(live.map(({ runId }) => runId));
  const finished = (index?.replays ?? []).filter(({ run_id: runId }) => !known.has(runId)).slice(-MAX_LISTED);
  return { runs: [...finished, ...live.map(liveEntry)].reverse() };
}

function liveEntry({ runId, info, status, eventCount, durationMs }: LiveRun): object {
  const { model, provider, workload, started_at, timing, simulated } = info;
  const told = { model, provider, workload, started_at, timing, simulated };
  return { run_id: runId, ...told, status, event_count: eventCount, duration_ms: durationMs };
}
