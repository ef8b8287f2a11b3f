import type { Trace } from '../../trace/index.js';
import type { AbortSignalLike } from '../platform.js';
import type { ConnectionState } from '../player-state.js';
import type { Scheduler } from '../scheduler.js';

/** What is known of a run when its trace is handed over. */
export interface OpenOptions {
  /** The run is going on: it has no end yet, and its playhead starts at its live edge. */
  readonly isLive?: boolean;
  /** Nothing more will come. */
  readonly isComplete?: boolean;
  /** Where playing starts, unless a place was sought already. */
  readonly startMs?: number;
  /** The speed that it is played at first, unless it is to be another one than 1 already. */
  readonly playbackRate?: number;
}

/** Where a source puts what it has. What comes after its signal was aborted is left out. */
export interface SourceSink {
  /** The trace, once, as soon as there is something of it to show. It may grow from now on. */
  open(trace: Trace, options?: OpenOptions): void;
  /** The trace grew: after each batch, not each event. */
  grew(): void;
  /** Bytes that came so far, and of how many, where that is known. */
  loaded(bytesLoaded: number, bytesTotal?: number): void;
  /** How a live stream's connection stands. */
  setConnection(connection: ConnectionState): void;
}

/** What a source works with. */
export interface SourceContext {
  readonly signal: AbortSignalLike;
  readonly scheduler: Scheduler;
}

/**
 * Where a run comes from. Fulfils when all of it has come; rejects with a `PlayerError` when that cannot be had: what was
 * shown of it before is kept. A recording that was cut off is all there is of it, and fulfils, with a notice in its trace.
 */
export type Source = (sink: SourceSink, context: SourceContext) => Promise<void>;

/** A trace in memory. */
export function traceSource(trace: Trace): Source {
  return async (sink) => sink.open(trace, { isComplete: true });
}
