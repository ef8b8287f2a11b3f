import { asObject } from '../json-object.js';
import { asCount, asObjects, asString, firstText } from '../dialects/json-values.js';
import { parseNanosecondTime } from '../dialects/ollama.js';
import type { JsonObject, JsonValue } from '../events.js';
import type { ImportedRun } from './imported-run.js';
import { answerText, answerToolCalls, answerUsage, askedMessages, tokenText } from './langsmith-messages.js';
import { runOfSpans } from './otlp.js';
import type { Span, SpanEvent } from './otlp-spans.js';

/** LangSmith's times tell microseconds at most. */
const NANOS_PER_MICRO = 1000n;

/** The last moment that a `Date` can tell, in microseconds. */
const LATEST_MICROS = 8.64e18;

/**
 * Makes a run of LangSmith's runs, wherever their children stand: each of a model is a completion with its `new_token` events at their
 * times, tools are calls with results, others are logged. Where the tokens tell no text, the answer is shown from the first of them (or
 * from the end, when there is none) on, and the run's times are `estimated`.
 */
export function importLangSmith(document: JsonValue): ImportedRun | undefined {
  const runs = allRuns(document);
  const hasTools = runs.some(({ run_type: type }) => type === 'tool');
  const run = runOfSpans(runs.flatMap((one) => spanOf(one, hasTools) ?? []));
  const root = runs.find(({ parent_run_id: parent }) => parent == null) ?? runs[0];
  return run && { ...run, info: { ...run.info, run_id: firstText(root?.trace_id, root?.id) } };
}

/** The runs of a list, of an answer of the server, or of a tree: each once, by its id. */
function allRuns(document: JsonValue): JsonObject[] {
  const found = new Map<unknown, JsonObject>();
  const waiting = Array.isArray(document) ? asObjects(document).reverse() : [asObject(document) ?? {}];
  for (let run = waiting.pop(); run !== undefined; run = waiting.pop()) {
    const isRun = typeof run.run_type === 'string';
    if (isRun && !found.has(run.id ?? run)) found.set(run.id ?? run, run);
    for (const child of asObjects(isRun ? run.child_runs : run.runs).reverse()) waiting.push(child);
  }
  return [...found.values()];
}

/** undefined: it does not tell when it began. One that tells no end lasts as long as its events. */
function spanOf(run: JsonObject, hasTools: boolean): Span | undefined {
  const startNanos = nanosOf(run.start_time);
  if (startNanos === undefined) return undefined;
  const events = eventsOf(run);
  const lastNanos = events.reduce((last, { nanos }) => (nanos > last ? nanos : last), startNanos);
  const toldEnd = nanosOf(run.end_time) ?? lastNanos;
  const isCall = run.run_type === 'llm';
  return {
    name: firstText(run.name, run.run_type),
    startNanos,
    endNanos: toldEnd < startNanos ? startNanos : toldEnd,
    attributes: new Map(Object.entries(isCall ? callAttributes(run) : stepAttributes(run))),
    events: isCall ? events : [],
    toolCalls: isCall && !hasTools ? answerToolCalls(asObject(run.outputs)) : undefined,
    error: asString(run.error) || undefined,
  };
}

/** In the words of OpenTelemetry. */
function callAttributes(run: JsonObject): JsonObject {
  const extra = asObject(run.extra);
  const metadata = asObject(extra?.metadata);
  const params = asObject(extra?.invocation_params);
  const { prompt, completion } = answerUsage(run);
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': firstText(metadata?.ls_model_name, params?.model, params?.model_name),
    'gen_ai.provider.name': firstText(metadata?.ls_provider),
    'gen_ai.input.messages': askedMessages(asObject(run.inputs)),
    'output.value': answerText(asObject(run.outputs)),
    'gen_ai.usage.input_tokens': prompt ?? null,
    'gen_ai.usage.output_tokens': completion ?? null,
  };
}

function stepAttributes(run: JsonObject): JsonObject {
  if (run.run_type !== 'tool') return { 'gen_ai.operation.name': 'invoke_agent' };
  const given = asObject(run.inputs);
  const gave = asObject(run.outputs);
  const output = gave?.output ?? gave;
  return {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': firstText(run.name),
    'gen_ai.tool.call.id': firstText(asObject(gave?.output)?.tool_call_id, run.id),
    'gen_ai.tool.call.arguments': asString(given?.input) ?? jsonText(given),
    'gen_ai.tool.call.result': asString(asObject(output)?.content) ?? asString(output) ?? jsonText(output),
  };
}

function jsonText(value: JsonValue | undefined): string {
  return value == null ? '' : JSON.stringify(value);
}

/** Tokens with their texts; or, where none tells any, the mark of the first. */
function eventsOf(run: JsonObject): SpanEvent[] {
  const tokens = asObjects(run.events).flatMap(({ name, time, kwargs }) => {
    const nanos = nanosOf(time);
    return name !== 'new_token' || nanos === undefined ? [] : [{ nanos, text: tokenText(asObject(kwargs)) }];
  });
  const told = tokens.filter(({ text }) => text !== '');
  if (told.length > 0)
    return told.map(({ nanos, text }) => ({
      name: 'new_token',
      nanos,
      attributes: new Map([['token', text]]),
    }));
  const first = tokens[0]?.nanos ?? nanosOf(run.first_token_time);
  return first === undefined
    ? []
    : [{ name: 'First Token Stream Event', nanos: first, attributes: new Map<string, JsonValue>() }];
}

/** A time of day with or without its zone (it is UTC then), or milliseconds since 1970. */
function nanosOf(value: JsonValue | undefined): bigint | undefined {
  const text = asString(value);
  const zoned = text === undefined || /(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`;
  const micros = Math.round((asCount(value) ?? parseNanosecondTime(zoned) ?? NaN) * 1000);
  return micros >= 0 && micros <= LATEST_MICROS ? BigInt(micros) * NANOS_PER_MICRO : undefined;
}
