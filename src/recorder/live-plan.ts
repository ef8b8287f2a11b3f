import { join } from 'node:path';
import type { LiveLog, LiveRun } from './live-log.js';
import type { ViewerPlan } from './live-viewer.js';
import { readReplayEnds } from './replay-ends.js';
import { type ReplayIndexEntry, updateReplayIndex } from './replay-index.js';

/** What a client asks for. */
export interface ViewerWish {
  readonly runId?: string;
  /** Its `Last-Event-ID`. */
  readonly lastId?: string;
  /** The folder of replays. */
  readonly history?: string;
}

/** `unknown`: there is no such run. `nothing-left`: the client has all of a finished run. */
export type PlanOutcome = ViewerPlan | 'unknown' | 'nothing-left';

/**
 * Decides what a client is sent. Without a run: every run in progress from its beginning and all new ones; if none is in progress,
 * the last finished one. With the id of a frame of this epoch: all that came after it. An id of another epoch, or one so old that
 * its place is forgotten, starts again.
 */
export async function planFor(log: LiveLog, wish: ViewerWish): Promise<PlanOutcome> {
  const resumeAfter = knownFrame(log, wish.lastId);
  return wish.runId === undefined
    ? planForAll(log, resumeAfter, wish)
    : planForRun(log, resumeAfter, wish, wish.runId);
}

async function planForRun(
  log: LiveLog,
  resumeAfter: number | undefined,
  { history }: ViewerWish,
  runId: string,
): Promise<PlanOutcome> {
  const run = log.run(runId) ?? (await adoptFrom(history, log, (entry) => entry.run_id === runId));
  if (!run) return 'unknown';
  if (run.status !== 'running' && resumeAfter !== undefined && resumeAfter >= run.lastFrame)
    return 'nothing-left';
  const afterFrame = Math.max(resumeAfter ?? 0, run.firstFrame - 1);
  return { afterFrame, wants: (one) => one === run, runId };
}

async function planForAll(
  log: LiveLog,
  resumeAfter: number | undefined,
  { history }: ViewerWish,
): Promise<ViewerPlan> {
  if (resumeAfter !== undefined) return { afterFrame: resumeAfter, wants: () => true };
  let first = log.runs.filter(({ status }) => status === 'running');
  if (first.length === 0) {
    const last = lastFinished(log) ?? (await adoptFrom(history, log, () => true));
    // A run may have begun while the folder was read.
    const begun = log.runs.filter(({ status }) => status === 'running');
    first = begun.length > 0 || !last ? begun : [last];
  }
  const wanted = new Set(first);
  const newest = log.lastFrame;
  const afterFrame = Math.min(newest, ...first.map(({ firstFrame }) => firstFrame - 1));
  return { afterFrame, wants: (run) => wanted.has(run) || run.firstFrame > newest };
}

function lastFinished(log: LiveLog): LiveRun | undefined {
  return log.runs.filter(({ path }) => path === undefined).at(-1) ?? log.runs.at(-1);
}

/** The newest wanted run of the folder, taken over into the log. */
async function adoptFrom(
  history: string | undefined,
  log: LiveLog,
  isWanted: (entry: ReplayIndexEntry) => boolean,
): Promise<LiveRun | undefined> {
  if (history === undefined) return undefined;
  const index = await updateReplayIndex(history).catch(() => undefined);
  const entry = index?.replays.findLast(isWanted);
  if (!entry) return undefined;
  const path = join(history, entry.file);
  const ends = await readReplayEnds(path).catch(() => undefined);
  if (!ends?.summary.event_count) return undefined;
  const { status = 'completed', event_count: count, duration_ms: durationMs = 0 } = ends.summary;
  return log.run(entry.run_id) ?? log.adopt(ends.info, status, count, durationMs, path);
}

/** The frame that an id names, while its place is known. */
function knownFrame(log: LiveLog, lastId: string | undefined): number | undefined {
  const [, epoch, number] = /^([0-9a-f]+)-(\d{1,15})$/.exec(lastId ?? '') ?? [];
  const frame = Number(number);
  const isKnown = epoch === log.epoch && frame <= log.lastFrame && frame >= log.firstPlace - 1;
  return isKnown ? frame : undefined;
}
