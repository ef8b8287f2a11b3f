import type { DialectName } from './dialects/dialect.js';
import type { ImportName } from './importers/recognise-import.js';
import type { Trace } from './trace.js';

/**
 * Reads one file into a trace, as it comes. `push` takes decoded text cut anywhere and does work in proportion to it, so a
 * caller bounds a task by the size of what it pushes; what has been read is in `trace` at once.
 */
export interface TraceReader {
  readonly trace: Trace;
  push(text: string): void;
  /**
   * The input has ended: adds what is left, and notices for what is missing. Returns whether that is done: a format whose times
   * are told only at its end takes several calls, each a short task. Throws `TraceFormatError` when nothing was a trace.
   */
  finish(): boolean;
}

/** The forms of file that can be read. */
export type TraceFormat =
  /** A replay file with a line per event. */
  | 'replay-lines'
  /** The same document in any other layout: minified or pretty-printed. */
  | 'replay-document'
  /** Our own events, one on each line, without a header. */
  | 'event-lines'
  /** A saved stream of our own live frames (SSE). */
  | 'live-frames'
  /** A saved stream body. */
  | DialectName
  /** Another program's document. */
  | ImportName;

/** Why something is not a trace. Words for people are in `messages.ts`. */
export type FormatFault = 'empty' | 'html' | 'not_json' | 'wrong_shape' | 'unknown_format';

/** The input is not a trace at all. */
export class TraceFormatError extends Error {
  readonly fault: FormatFault;

  constructor(fault: FormatFault, message: string) {
    super(message);
    this.name = 'TraceFormatError';
    this.fault = fault;
  }
}
