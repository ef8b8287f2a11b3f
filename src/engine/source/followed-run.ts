import { Trace, parseLiveEvent } from '../../trace/index.js';
import type { FrameOutcome, LiveRun } from './live-run.js';

/**
 * The one run of a live stream that is followed, across connections: the run asked for, else the first that is sent. Each event
 * is taken once, in its order, by its `seq`.
 */
export class FollowedRun implements LiveRun {
  readonly trace = new Trace();
  #runId?: string;
  #nextSeq?: number;

  constructor(runId?: string) {
    this.#runId = runId;
  }

  /**
   * Takes one frame's data. On a connection that began at the run's beginning (`isFromStart`), what is missing is nowhere to be
   * had: it is noted and left out. On a resumed one it is `lost`, and asking from the start brings it.
   */
  take(data: string, isFromStart: boolean): FrameOutcome {
    const frame = parseLiveEvent(data, (fault) => this.trace.addNotice('wrong_shape', fault));
    const place = frame ?? placeOf(data);
    if (!place) return 'skipped';
    this.#runId ??= place.runId;
    if (place.runId !== this.#runId || place.seq < (this.#nextSeq ?? 0)) return 'skipped';
    const missing = place.seq - (this.#nextSeq ?? 0);
    if (missing > 0 && !isFromStart) return 'lost';
    if (missing > 0)
      this.trace.addNotice('truncated', `${missing} events before event ${place.seq} never came`);
    this.#nextSeq = place.seq + 1;
    if (!frame) return 'skipped';
    if (this.trace.length === 0) this.trace.info = { ...this.trace.info, run_id: frame.runId };
    return this.trace.append(frame.event) ? 'added' : 'skipped';
  }
}

/** The place of an event that is of a wrong shape: it came, so it is not missing. */
function placeOf(data: string): { runId: string; seq: number } | undefined {
  try {
    const { run_id: runId, seq } = JSON.parse(data) as { run_id?: unknown; seq?: unknown };
    return typeof runId === 'string' && typeof seq === 'number' && Number.isSafeInteger(seq)
      ? { runId, seq }
      : undefined;
  } catch {
    return undefined;
  }
}
