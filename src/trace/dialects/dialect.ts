import type { KnownEvent } from '../events.js';

/** An event whose time is still to be told. */
export type UntimedEvent = KnownEvent extends infer E ? (E extends KnownEvent ? Omit<E, 'time_ms'> : never) : never;

/** What a chunk of a stream says: an event, and the server's clock where the stream carries one. */
export interface DialectEvent {
  readonly event: UntimedEvent;
  /** Epoch milliseconds (fractions kept) on the server's clock, where the chunk tells it (Ollama's `created_at`). */
  readonly serverEpochMs?: number;
}

/** How a stream stands: still open, ended with its end mark, or ended with an error that the server told. */
export type StreamEnding = 'open' | 'completed' | 'failed';

/** The dialects that are read. */
export type DialectName = 'openai-chat' | 'ollama';

/**
 * Reads the body of one request's streamed answer, live or saved alike, into events without times: tokens of each channel,
 * `phase`, `reasoning_completed`, `tool_call`, `error`, `response_completed`. Never `run_*` or `prompt_sent`.
 */
export interface DialectStream {
  /** Decoded text of the body, cut anywhere. */
  push(text: string): DialectEvent[];
  /** The body has ended: what was held back, and `response_completed` where an end mark was seen. */
  finish(): DialectEvent[];
  readonly ending: StreamEnding;
  /** The model that the stream names, once it has. */
  readonly model?: string;
  /** The server's own error, after `ending` is `failed`. */
  readonly error?: { message: string; code?: string };
}

/** `completionId` is put on every event ('' leaves it off); further choices of the request become `<completionId>#1`, … */
export interface DialectOptions {
  readonly completionId: string;
}
