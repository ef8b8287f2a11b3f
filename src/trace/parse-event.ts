import type { JsonObject, JsonValue, KnownEventType, TraceEvent } from './events.js';

/** Called with what was wrong, for people: `token.text is not a string`. */
export type FaultHandler = (fault: string) => void;

type FieldCheck = (value: JsonValue) => boolean;
type FieldTable = { required?: Record<string, FieldCheck>; optional?: Record<string, FieldCheck> };

const isString: FieldCheck = (value) => typeof value === 'string';
const isNumber: FieldCheck = (value) => typeof value === 'number' && Number.isFinite(value);
const isCount: FieldCheck = (value) => typeof value === 'number' && value >= 0 && Number.isFinite(value);
const isShare: FieldCheck = (value) => typeof value === 'number' && value >= 0 && value <= 1;
const isBoolean: FieldCheck = (value) => typeof value === 'boolean';
const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const oneOf =
  (...names: string[]): FieldCheck =>
  (value) =>
    typeof value === 'string' && names.includes(value);
const hasFields =
  (required: Record<string, FieldCheck>, optional: Record<string, FieldCheck> = {}): FieldCheck =>
  (value) =>
    isObject(value) &&
    Object.entries(required).every(([field, check]) => check(value[field] ?? null)) &&
    Object.entries(optional).every(([field, check]) => value[field] == null || check(value[field]));

const isMessage: FieldCheck = (value) =>
  isObject(value) && typeof value.role === 'string' && isContent(value.content ?? '');
const isContent: FieldCheck = (value) =>
  typeof value === 'string' ||
  (Array.isArray(value) && value.every((part) => isObject(part) && typeof part.type === 'string'));

const completion = { completion_id: isString };
const ended = { duration_ms: isCount };

/** The schema's fields by type. A table, so that it can be read beside the design's. */
const FIELDS: Record<KnownEventType, FieldTable> = {
  run_started: {
    required: { run_id: isString, model: isString, provider: isString },
    optional: {
      started_at: isString,
      timing: oneOf('recorded', 'server', 'estimated'),
      simulated: isBoolean,
      text_recorded: isBoolean,
      workload: isString,
      params: isObject,
      server: hasFields({ name: isString }, { version: isString }),
      hardware: isObject,
    },
  },
  phase: {
    required: { name: oneOf('load', 'prefill', 'decode') },
    optional: { ...completion, progress: isShare },
  },
  prompt_sent: {
    required: { messages: (value) => Array.isArray(value) && value.every(isMessage) },
    optional: completion,
  },
  token: {
    required: { text: isString },
    optional: {
      ...completion,
      channel: oneOf('response', 'reasoning', 'tool'),
      tool_call_id: isString,
      count: isCount,
      logprob: isNumber,
    },
  },
  reasoning_completed: { optional: completion },
  tool_call: {
    required: { tool_call_id: isString, name: isString, arguments: isString },
    optional: completion,
  },
  tool_result: {
    required: { tool_call_id: isString, output: isString },
    optional: { ...completion, is_error: isBoolean },
  },
  memory: {
    required: { scope: oneOf('process', 'model', 'gpu', 'kv'), source: isString },
    optional: { memory_mb: isCount, without_files_mb: isCount, ratio: isShare },
  },
  metric: { required: { name: isString, value: isNumber }, optional: { unit: isString, tags: isObject } },
  log: { required: { level: isString, message: isString } },
  error: { required: { message: isString }, optional: { ...completion, code: isString, severity: isString } },
  response_completed: {
    optional: {
      ...completion,
      finish_reason: isString,
      usage: hasFields(
        { completion_tokens: isCount },
        { prompt_tokens: isCount, reasoning_tokens: isCount, total_tokens: isCount },
      ),
      server_timings: isObject,
    },
  },
  run_completed: { required: ended },
  run_failed: { required: { ...ended, error: hasFields({ message: isString }, { code: isString }) } },
  run_cancelled: { required: ended },
};

/** The field of a type whose own nulls stand for what is not there. Elsewhere (`params`, `tags`) a null is the writer's. */
const NULLS_WITHIN: Record<string, string> = {
  response_completed: 'usage',
  run_failed: 'error',
  run_started: 'server',
};

/**
 * Checks a value against the event schema. A wrong required field leaves the whole event out (undefined); a wrong optional one
 * is left off. Either is told to `onFault`. An unknown type is kept as it is, as long as it has a type and a time.
 */
export function parseEvent(value: unknown, onFault: FaultHandler): TraceEvent | undefined {
  if (!isObject(value)) return reject(onFault, 'an event is not an object');
  const { type, time_ms: timeMs } = value;
  if (typeof type !== 'string') return reject(onFault, 'an event has no type');
  if (typeof timeMs !== 'number' || !Number.isFinite(timeMs)) {
    return reject(onFault, `${type}.time_ms is not a number`);
  }
  if (type === 'token' && isPlainToken(value)) return value as unknown as TraceEvent;
  const table = tableOf(type);
  return table ? checkFields(value, type, table, onFault) : (value as unknown as TraceEvent);
}

/** The event with its type, its time, and those of its fields that the schema names. */
export function withKnownFields(event: TraceEvent): TraceEvent {
  const { type } = event;
  const { required = {}, optional = {} } = tableOf(type) ?? { optional: completion };
  const isKnown = (field: string) =>
    field === 'type' ||
    field === 'time_ms' ||
    Object.hasOwn(required, field) ||
    Object.hasOwn(optional, field);
  const fields = Object.entries(event);
  if (fields.every(([field]) => isKnown(field))) return event;
  return Object.fromEntries(fields.filter(([field]) => isKnown(field))) as unknown as TraceEvent;
}

function tableOf(type: string): FieldTable | undefined {
  return Object.hasOwn(FIELDS, type) ? FIELDS[type as KnownEventType] : undefined;
}

/** The common case, decided without the table: nothing but a time and a text, and perhaps a channel. */
function isPlainToken(event: JsonObject): boolean {
  if (typeof event.text !== 'string') return false;
  const { channel } = event;
  if (channel !== undefined && channel !== 'response' && channel !== 'reasoning' && channel !== 'tool')
    return false;
  for (const field in event) {
    if (field !== 'time_ms' && field !== 'type' && field !== 'text' && field !== 'channel') return false;
  }
  return true;
}

function checkFields(
  event: JsonObject,
  type: string,
  { required = {}, optional = {} }: FieldTable,
  onFault: FaultHandler,
): TraceEvent | undefined {
  for (const field in required) {
    const value = event[field];
    if (value === undefined || value === null) return reject(onFault, `${type}.${field} is missing`);
    if (!required[field]!(value)) return reject(onFault, `${type}.${field} is of a wrong shape`);
  }
  let checked = event;
  for (const field in optional) {
    const value = event[field];
    if (value === undefined || (value !== null && optional[field]!(value))) continue;
    if (value !== null) onFault(`${type}.${field} is of a wrong shape`);
    checked = without(checked, field);
  }
  return tidied(checked, type) as unknown as TraceEvent;
}

/** The event with what its shape allows to be null made plain, so that no reader need think of it. */
function tidied(event: JsonObject, type: string): JsonObject {
  if (type === 'prompt_sent') return withContents(event);
  const field = NULLS_WITHIN[type];
  const within = field === undefined ? undefined : event[field];
  if (!isObject(within) || !Object.values(within).includes(null)) return event;
  const told = Object.entries(within).filter(([, value]) => value !== null);
  return { ...event, [field!]: Object.fromEntries(told) };
}

/** Messages without content, as assistants' that only call tools are, have an empty one. */
function withContents(event: JsonObject): JsonObject {
  const messages = event.messages as JsonObject[];
  if (messages.every((message) => message.content != null)) return event;
  return { ...event, messages: messages.map((message) => ({ ...message, content: message.content ?? '' })) };
}

function without(event: JsonObject, field: string): JsonObject {
  const { [field]: _left, ...rest } = event;
  return rest;
}

function reject(onFault: FaultHandler, fault: string): undefined {
  onFault(fault);
  return undefined;
}
