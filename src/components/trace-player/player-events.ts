import type { Trace } from '../../trace/trace.js';
import type { PlayerMediaError } from './media-error.js';

/** Told once per load, as `trace-load`, when all of the run is there: for a live one, when it has ended. */
export class TraceLoadEvent extends Event {
  readonly trace: Trace;

  constructor(trace: Trace) {
    super('trace-load');
    this.trace = trace;
  }
}

/** Told as `trace-event`, at most once a frame, when the playhead passed events while playing or stepping on. */
export class TracePassedEvent extends Event {
  /** Index of the first event passed. */
  readonly firstIndex: number;
  /** Index of the last one, included. */
  readonly lastIndex: number;

  constructor(firstIndex: number, lastIndex: number) {
    super('trace-event');
    this.firstIndex = firstIndex;
    this.lastIndex = lastIndex;
  }
}

/** Told as `trace-error`, whenever a source, or the rest of it, could not be loaded. */
export class TraceErrorEvent extends Event {
  readonly error: PlayerMediaError;

  constructor(error: PlayerMediaError) {
    super('trace-error');
    this.error = error;
  }
}

declare global {
  interface HTMLElementEventMap {
    'trace-load': TraceLoadEvent;
    'trace-event': TracePassedEvent;
    'trace-error': TraceErrorEvent;
  }
}
