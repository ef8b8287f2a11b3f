import { join } from 'node:path';
import { currentReplayIndex } from './folder-index.js';
import type { LiveLog, LiveRun } from './live-log.js';
import type { ViewerPlan } from './live-viewer.js';
import { readReplayEnds } from './replay-ends.js';
import type { ReplayIndexEntry } from './replay-index.js';

/** A frame's id: epoch and number. */
const ID = /^([0-9a-f]+)-(\d{1,15})$/;

/** A run that ended this long before a server began may be one that a client of the server before was reading. */
const LATE_MS = 10 * 60_000;
/** So many runs at most are sent again to such a client, the newest. */
const MAX_SENT_AGAIN = 20;

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
 * the last finished one. With the id of a frame of this epoch: all that came after it. An id of another epoch is of a server that was
 * here before: its client may have been in the middle of any run that ended lately, or have missed one, and is sent them all again
 * (it drops what it holds). One so old that its place is forgotten starts again.
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
  { history, lastId }: ViewerWish,
): Promise<ViewerPlan> {
  if (resumeAfter !== undefined) return planToGoOn(log, resumeAfter);
  const isOfAnotherEpoch = epochOf(lastId) !== undefined && epochOf(lastId) !== log.epoch;
  let past: LiveRun[] = [];
  if (isOfAnotherEpoch) past = [...(await adoptLate(history, log)), ...log.runs].slice(-MAX_SENT_AGAIN);
  else if (!log.runs.some(isRunning))
    past = [lastFinished(log) ?? (await adoptFrom(history, log, () => true))].flatMap((run) => run ?? []);
  // A run may have begun while the folder was read.
  const begun = log.runs.filter(isRunning);
  const wanted = new Set(isOfAnotherEpoch || begun.length === 0 ? [...past, ...begun] : begun);
  const newest = log.lastFrame;
  const afterFrame = Math.min(newest, ...[...wanted].map(({ firstFrame }) => firstFrame - 1));
  return {
    afterFrame,
    wants: (run) => wanted.has(run) || (run.path === undefined && run.firstFrame > newest),
  };
}

/** What came after a frame; not what is taken over from files later, for others. */
function planToGoOn(log: LiveLog, afterFrame: number): ViewerPlan {
  const newest = log.lastFrame;
  return { afterFrame, wants: ({ path, firstFrame }) => path === undefined || firstFrame <= newest };
}

function isRunning({ status }: LiveRun): boolean {
  return status === 'running';
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
  const index = await currentReplayIndex(history).catch(() => undefined);
  const entry = index?.replays.findLast(isWanted);
  if (!entry) return undefined;
  return adopt(history, entry, log);
}

/** The runs of the folder that ended shortly before this server began, taken over into the log, oldest first. */
async function adoptLate(history: string | undefined, log: LiveLog): Promise<LiveRun[]> {
  if (history === undefined) return [];
  const index = await currentReplayIndex(history).catch(() => undefined);
  const since = log.begunAtMs - LATE_MS;
  const late = (index?.replays ?? []).filter(
    ({ started_at: startedAt, duration_ms: durationMs = 0 }) => Date.parse(startedAt) + durationMs >= since,
  );
  const adopted: LiveRun[] = [];
  for (const entry of late.slice(-MAX_SENT_AGAIN)) {
    const run = await adopt(history, entry, log);
    if (run?.path !== undefined) adopted.push(run);
  }
  return adopted;
}

async function adopt(history: string, entry: ReplayIndexEntry, log: LiveLog): Promise<LiveRun | undefined> {
  const path = join(history, entry.file);
  const known = log.run(entry.run_id);
  if (known) return known;
  const ends = await readReplayEnds(path).catch(() => undefined);
  if (!ends?.summary.event_count) return undefined;
  const { status = 'completed', event_count: count, duration_ms: durationMs = 0 } = ends.summary;
  return log.run(entry.run_id) ?? log.adopt(ends.info, status, count, durationMs, path);
}

/** The frame that an id names, while its place is known. */
function knownFrame(log: LiveLog, lastId: string | undefined): number | undefined {
  const frame = Number(ID.exec(lastId ?? '')?.[2]);
  const isKnown = epochOf(lastId) === log.epoch && frame <= log.lastFrame && frame >= log.firstPlace - 1;
  return isKnown ? frame : undefined;
}

function epochOf(lastId: string | undefined): string | undefined {
  return ID.exec(lastId ?? '')?.[1];
}
