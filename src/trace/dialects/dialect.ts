import type { KnownEvent } from '../events.js';

/** An event whose time is still to be told. */
export type UntimedEvent = KnownEvent extends infer E
  ? E extends KnownEvent
    ? Omit<E, 'time_ms'>
    : never
  : never;

/** What a chunk of a stream says. */
export interface DialectEvent {
  readonly event: UntimedEvent;
  /** The `arrivalMs` of the push that brought it: earlier than the last push for text that had to be held back. */
  readonly arrivalMs: number;
  /** Milliseconds on a clock of the server's, where the chunk tells one; its zero is `serverStartMs`. */
  readonly serverClockMs?: number;
  /** When its request began, on that clock, once that is known. */
  readonly serverStartMs?: number;
}

/** How a stream stands: still open, ended with its end mark, or ended with an error that the server told. */
export type StreamEnding = 'open' | 'completed' | 'failed';

/** The dialects that are read. */
export type DialectName =
  /** OpenAI chat completions, and legacy text completions. */
  | 'openai-chat'
  | 'openai-responses'
  /** Anthropic Messages. */
  | 'anthropic'
  /** Gemini's `streamGenerateContent`. */
  | 'gemini'
  | 'ollama'
  /** LM Studio's own `/api/v1/chat`. */
  | 'lm-studio'
  /** llama.cpp's own `/completion`. */
  | 'llama-cpp'
  /** None that is known: the text as it came. */
  | 'plain-text';

/**
 * Reads the body of one request's streamed answer, live or saved alike, into events without times: tokens of each channel,
 * `phase`, `reasoning_completed`, `tool_call`, `error`, `response_completed`. Never `run_*` or `prompt_sent`.
 */
export interface DialectStream {
  /** Decoded text of the body, cut anywhere, and when it came. */
  push(text: string, arrivalMs?: number): DialectEvent[];
  /** The body has ended: what was held back, and `response_completed` where an end mark was seen. */
  finish(arrivalMs?: number): DialectEvent[];
  readonly ending: StreamEnding;
  /** The model that the stream names, once it has. */
  readonly model?: string;
  /** When the request (of several: the last one) began, on the server's clock, once the stream has told. */
  readonly serverStartMs?: number;
  /** The server's own error, after `ending` is `failed`. */
  readonly error?: { message: string; code?: string };
}

/** How the completions of a stream are named. */
export interface DialectOptions {
  /** Put on every event ('' leaves it off); further choices of the request become `<completionId>#1`, … */
  readonly completionId: string;
  /**
   * Names the second and each further request that a body holds. Default: `<completionId>.2`, …, which no other completion of a run
   * has; `c2`, … where the first has no name.
   */
  readonly nextCompletionId?: (request: number) => string;
}
