import { asObject } from '../json-object.js';
import { asObjects, asString } from '../dialects/json-values.js';
import type { JsonObject, JsonValue } from '../events.js';

/** A moment within a span. */
export interface SpanEvent {
  readonly name: string;
  readonly nanos: bigint;
  readonly attributes: Attributes;
}

/** A span of OpenTelemetry, its times in nanoseconds since 1970. */
export interface Span {
  readonly name: string;
  readonly startNanos: bigint;
  readonly endNanos: bigint;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  /** Calls of tools that a model's answer holds, where no other span tells of them. */
  readonly toolCalls?: readonly SpanToolCall[];
  /** Why it failed, where it did. */
  readonly error?: string;
}

/** A call of a tool, its arguments as JSON. */
export interface SpanToolCall {
  readonly tool_call_id: string;
  readonly name: string;
  readonly arguments: string;
}

/** Attributes by name: plain values, lists and objects. */
export type Attributes = ReadonlyMap<string, JsonValue>;

/** All spans of an OTLP JSON document, a list of such documents, or lines of them. Spans without times are left out. */
export function spansIn(document: JsonValue): Span[] {
  const documents = Array.isArray(document) ? document : [document];
  return documents
    .flatMap((one) => asObjects(asObject(one)?.resourceSpans))
    .flatMap((resource) => asObjects(resource.scopeSpans ?? resource.instrumentationLibrarySpans))
    .flatMap((scope) => asObjects(scope.spans))
    .flatMap((span) => spanOf(span) ?? []);
}

function spanOf(span: JsonObject): Span | undefined {
  const startNanos = nanosOf(span.startTimeUnixNano);
  const endNanos = nanosOf(span.endTimeUnixNano);
  if (startNanos === undefined || endNanos === undefined) return undefined;
  const events = asObjects(span.events).flatMap(({ name, timeUnixNano, attributes }) => {
    const nanos = nanosOf(timeUnixNano);
    return nanos === undefined
      ? []
      : [{ name: asString(name) ?? '', nanos, attributes: attributesOf(attributes) }];
  });
  return {
    name: asString(span.name) ?? '',
    startNanos,
    endNanos: endNanos < startNanos ? startNanos : endNanos,
    attributes: attributesOf(span.attributes),
    events,
    error: errorOf(asObject(span.status)),
  };
}

/** Written as a text, as JSON's numbers do not hold so many digits. */
function nanosOf(value: JsonValue | undefined): bigint | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(Math.round(value / 1e6)))
    return BigInt(Math.round(value));
  return typeof value === 'string' && /^\d{1,20}$/.test(value) ? BigInt(value) : undefined;
}

function errorOf(status: JsonObject | undefined): string | undefined {
  const isError = status?.code === 2 || status?.code === 'STATUS_CODE_ERROR';
  return isError ? asString(status.message) || 'the span failed' : undefined;
}

function attributesOf(value: JsonValue | undefined): Attributes {
  return new Map(
    asObjects(value).flatMap(({ key, value: typed }) =>
      typeof key === 'string' ? [[key, plain(asObject(typed))]] : [],
    ),
  );
}

/** Integers are written as texts. */
function plain(typed: JsonObject | undefined): JsonValue {
  if (!typed) return null;
  if (typed.intValue !== undefined) return Number(typed.intValue);
  const list = asObject(typed.arrayValue)?.values;
  if (list !== undefined) return asObjects(list).map(plain);
  const pairs = asObject(typed.kvlistValue)?.values;
  if (pairs !== undefined) return Object.fromEntries(attributesOf(pairs));
  return typed.stringValue ?? typed.doubleValue ?? typed.boolValue ?? null;
}
