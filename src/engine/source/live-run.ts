import type { Trace } from '../../trace/index.js';

/** What became of a frame: its event was added, it was held or another run's, or events before it are missing. */
export type FrameOutcome = 'added' | 'skipped' | 'lost';

/** The one run of a live stream that is followed, across connections. */
export interface LiveRun {
  readonly trace: Trace;
  /** Takes one frame's data, of a connection that began at the run's beginning (`isFromStart`) or was resumed. */
  take(data: string, isFromStart: boolean): FrameOutcome;
}
