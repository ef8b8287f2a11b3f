/**
 * The event schema: what a run is made of, in JSON's own snake_case names.
 *
 * Every event has a `type` and `time_ms`: milliseconds since the run began, on one monotonic clock, never decreasing.
 * Types and fields that this version does not know are kept as they came (`UnknownEvent`, and extra fields on any event).
 */

/** A JSON value, as `JSON.parse` gives it. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** A JSON object whose fields have not been looked at. */
export type JsonObject = { [key: string]: JsonValue };

/** Where a token's text belongs. `tool` is a fragment of a tool call's arguments. */
export type Channel = 'response' | 'reasoning' | 'tool';

/**
 * Where a run's times come from: `recorded` is our own clock while it streamed, `server` a clock that the server wrote
 * into a saved body, `estimated` means that the file had none and the times are invented.
 */
export type Timing = 'recorded' | 'server' | 'estimated';

/** How a run ended, or `running` while it has not. */
export type RunStatus = 'running' | 'completed' | 'failed' | 'cancelled';

/** What a memory figure counts. */
export type MemoryScope = 'process' | 'model' | 'gpu' | 'kv';

/** The name and version of the model server, as far as it tells. */
export interface ServerInfo {
  name: string;
  version?: string;
}

interface EventBase {
  /** Milliseconds since the run began. */
  time_ms: number;
}

interface CompletionEventBase extends EventBase {
  /** The completion this belongs to; absent: the run's only one. Choices of one request are `c1`, `c1#1`, … */
  completion_id?: string;
}

export interface RunStartedEvent extends EventBase {
  type: 'run_started';
  run_id: string;
  model: string;
  provider: string;
  /** ISO 8601 wall time of `time_ms` 0. */
  started_at: string;
  timing: Timing;
  /** True when no real model ran. */
  simulated?: boolean;
  /** False when the text was left out on purpose: each `░` stands for a chunk, and a prompt is told by its size. */
  text_recorded?: boolean;
  workload?: string;
  params?: JsonObject;
  server?: ServerInfo;
  hardware?: JsonObject;
}

export interface PhaseEvent extends CompletionEventBase {
  type: 'phase';
  name: 'load' | 'prefill' | 'decode';
  /** 0..1. */
  progress?: number;
}

/** A part of a message's content; binary parts carry their media type and size, never their data. */
export type ContentPart = JsonObject & { type: string };

export interface PromptMessage {
  role: string;
  content: string | ContentPart[];
}

export interface PromptSentEvent extends CompletionEventBase {
  type: 'prompt_sent';
  messages: PromptMessage[];
}

export interface TokenEvent extends CompletionEventBase {
  type: 'token';
  /** Exactly what came. May be empty, and may hold several tokens. */
  text: string;
  /** Default: `response`. */
  channel?: Channel;
  /** For the `tool` channel: the call whose arguments these are. */
  tool_call_id?: string;
  /** Tokens in this chunk, when the server says. */
  count?: number;
  logprob?: number;
}

export interface ReasoningCompletedEvent extends CompletionEventBase {
  type: 'reasoning_completed';
}

export interface ToolCallEvent extends CompletionEventBase {
  type: 'tool_call';
  tool_call_id: string;
  name: string;
  /** The raw string, once complete. */
  arguments: string;
}

export interface ToolResultEvent extends CompletionEventBase {
  type: 'tool_result';
  tool_call_id: string;
  output: string;
  is_error?: boolean;
}

export interface MemoryEvent extends EventBase {
  type: 'memory';
  /** 10⁶ bytes. */
  memory_mb?: number;
  /** Of `memory_mb`, all but the pages of mapped files: weights that are mapped count in the one and not in the other. */
  without_files_mb?: number;
  /** 0..1, for sources that tell only a share. */
  ratio?: number;
  scope: MemoryScope;
  /** Who said so, for people: `rss of process tree 4711`, `ollama /api/ps`. */
  source: string;
}

export interface MetricEvent extends EventBase {
  type: 'metric';
  name: string;
  value: number;
  unit?: string;
  tags?: JsonObject;
}

export interface LogEvent extends EventBase {
  type: 'log';
  level: string;
  message: string;
}

export interface ErrorEvent extends CompletionEventBase {
  type: 'error';
  message: string;
  code?: string;
  severity?: string;
}

/** Token counts as the server gave them; what it did not tell is absent (Ollama leaves out a cached prompt's count). */
export interface Usage {
  prompt_tokens?: number;
  completion_tokens: number;
  reasoning_tokens?: number;
  total_tokens?: number;
}

export interface ResponseCompletedEvent extends CompletionEventBase {
  type: 'response_completed';
  finish_reason?: string;
  usage?: Usage;
  /** The server's own figures, under its own names. */
  server_timings?: JsonObject;
}

/** Why a run failed. `code` is one of `http_error server_error stream_cut interrupted killed`, or the server's own. */
export interface RunError {
  message: string;
  code?: string;
}

export interface RunCompletedEvent extends EventBase {
  type: 'run_completed';
  duration_ms: number;
}

export interface RunFailedEvent extends EventBase {
  type: 'run_failed';
  duration_ms: number;
  error: RunError;
}

export interface RunCancelledEvent extends EventBase {
  type: 'run_cancelled';
  duration_ms: number;
}

/** The events of the schema. */
export type KnownEvent =
  | RunStartedEvent
  | PhaseEvent
  | PromptSentEvent
  | TokenEvent
  | ReasoningCompletedEvent
  | ToolCallEvent
  | ToolResultEvent
  | MemoryEvent
  | MetricEvent
  | LogEvent
  | ErrorEvent
  | ResponseCompletedEvent
  | RunCompletedEvent
  | RunFailedEvent
  | RunCancelledEvent;

/** The names of the schema's event types. */
export type KnownEventType = KnownEvent['type'];

/** An event of a type that this version does not know, kept whole. Tell it by `isKnownEvent`. */
export interface UnknownEvent extends EventBase {
  type: string;
  completion_id?: string;
  [field: string]: JsonValue | undefined;
}

/** Any event of a trace. */
export type TraceEvent = KnownEvent | UnknownEvent;

/** Every known type, in the order that events of equal time take in a file (`token` before `tool_call`, terminal last). */
export const EVENT_TYPES = [
  'run_started',
  'prompt_sent',
  'phase',
  'token',
  'reasoning_completed',
  'tool_call',
  'tool_result',
  'memory',
  'metric',
  'log',
  'error',
  'response_completed',
  'run_completed',
  'run_failed',
  'run_cancelled',
] as const satisfies readonly KnownEventType[];

const knownTypes: ReadonlySet<string> = new Set(EVENT_TYPES);

/** Whether the event is of a type that this version knows. */
export function isKnownEvent(event: TraceEvent): event is KnownEvent {
  return knownTypes.has(event.type);
}

/** Whether the type ends a run: nothing follows it. */
export function isTerminalType(type: string): type is 'run_completed' | 'run_failed' | 'run_cancelled' {
  return type === 'run_completed' || type === 'run_failed' || type === 'run_cancelled';
}
