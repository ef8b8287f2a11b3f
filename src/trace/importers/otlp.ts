import { asCount, asString, firstText } from '../dialects/json-values.js';
import type { JsonValue, TraceEvent, Usage } from '../events.js';
import { LATEST_DATE_MS, timeOf } from '../time-of.js';
import { cutInto, type ImportedRun } from './imported-run.js';
import { inputMessages, outputText } from './otlp-messages.js';
import { type Span, spansIn } from './otlp-spans.js';

/** Span events that carry a piece of the answer, as OpenLLMetry, LangSmith and others name them. */
const CHUNK_EVENT = /^(llm\.content\.completion\.chunk|gen_ai\.content\.completion\.chunk|new_token)$/;

/** Where in a chunk event its text stands. */
const CHUNK_TEXT = ['token', 'kwargs.token', 'content', 'gen_ai.completion.chunk', 'llm.completion.chunk'];

/** OpenInference's mark of the first token, whose text it does not tell. */
const FIRST_TOKEN_EVENT = /^First Token Stream Event$/;

/** In how many pieces an answer is shown of which only the beginning and the end are timed. */
const SPREAD_PIECES = 40;

/**
 * Makes a run of OpenTelemetry's spans (OTLP JSON): a span of a model call is a completion, by the GenAI or the OpenInference
 * attributes; tools are calls with results, other spans are logged. Where a call's chunks are not told, its text is shown from its
 * first token (or its end, when that is not told) on, and the run's times are `estimated`.
 */
export function importOtlp(document: JsonValue): ImportedRun | undefined {
  return runOfSpans(spansIn(document));
}

/** The run that spans make, in whichever order they come; undefined where none of them is a model call. */
export function runOfSpans(found: readonly Span[]): ImportedRun | undefined {
  const spans = found.toSorted((a, b) =>
    a.startNanos < b.startNanos ? -1 : a.startNanos > b.startNanos ? 1 : 0,
  );
  const calls = spans.filter(isModelCall);
  if (calls.length === 0) return undefined;
  const ids = new Map(calls.map((span, index) => [span, `c${index + 1}`]));
  const zero = spans[0]!.startNanos;
  const at = (nanos: bigint) => timeOf(Number(nanos - zero) / 1e6);
  const events = spans.flatMap((span) =>
    ids.has(span)
      ? callEvents(span, ids.get(span)!, at)
      : isTool(span)
        ? toolEvents(span, at)
        : [spanLog(span, at)],
  );
  return {
    info: {
      run_id: '',
      model: modelOf(calls[0]!),
      provider: firstText(
        ...['gen_ai.provider.name', 'gen_ai.system', 'llm.provider', 'llm.system'].map((name) =>
          calls[0]!.attributes.get(name),
        ),
      ),
      started_at: isoTime(zero),
      timing: calls.every(isChunked) ? 'recorded' : 'estimated',
    },
    events,
    durationMs: spans.reduce((latest, { endNanos }) => Math.max(latest, at(endNanos)), 0),
  };
}

/** '' for what is beyond any date. */
function isoTime(nanos: bigint): string {
  const timeMs = Number(nanos / 1_000_000n);
  return timeMs <= LATEST_DATE_MS ? new Date(timeMs).toISOString() : '';
}

type TimeOf = (nanos: bigint) => number;

const operationOf = ({ attributes }: Span) => asString(attributes.get('gen_ai.operation.name'));
const kindOf = ({ attributes }: Span) => asString(attributes.get('openinference.span.kind'))?.toUpperCase();

/** By its operation, its kind, or, in older conventions, by naming a model. */
function isModelCall(span: Span): boolean {
  const operation = operationOf(span);
  if (operation !== undefined) return /^(chat|text_completion|generate_content)$/.test(operation);
  const kind = kindOf(span);
  if (kind !== undefined) return kind === 'LLM';
  return span.attributes.has('gen_ai.request.model') || span.attributes.has('llm.request.type');
}

function isTool(span: Span): boolean {
  return operationOf(span) === 'execute_tool' || kindOf(span) === 'TOOL';
}

function modelOf({ attributes }: Span): string {
  return firstText(
    ...['gen_ai.response.model', 'gen_ai.request.model', 'llm.model_name'].map((name) =>
      attributes.get(name),
    ),
  );
}

function callEvents(span: Span, id: string, at: TimeOf): TraceEvent[] {
  const own = { completion_id: id };
  const endMs = at(span.endNanos);
  const failure: TraceEvent[] =
    span.error === undefined ? [] : [{ type: 'error', time_ms: endMs, ...own, message: span.error }];
  return [
    { type: 'prompt_sent', time_ms: at(span.startNanos), ...own, messages: inputMessages(span.attributes) },
    ...tokens(span, at).map(({ timeMs, text }): TraceEvent => ({
      type: 'token',
      time_ms: timeMs,
      ...own,
      text,
    })),
    ...(span.toolCalls ?? []).map((call): TraceEvent => ({
      type: 'tool_call',
      time_ms: endMs,
      ...own,
      ...call,
    })),
    ...failure,
    { type: 'response_completed', time_ms: endMs, ...own, usage: usageOf(span) },
  ];
}

function isChunked({ events }: Span): boolean {
  return events.some(({ name }) => CHUNK_EVENT.test(name));
}

function tokens(span: Span, at: TimeOf): { timeMs: number; text: string }[] {
  if (isChunked(span)) {
    return span.events
      .filter(({ name }) => CHUNK_EVENT.test(name))
      .map(({ nanos, attributes }) => ({
        timeMs: at(nanos),
        text: firstText(...CHUNK_TEXT.map((key) => attributes.get(key))),
      }));
  }
  const text = outputText(span.attributes);
  if (text === '') return [];
  const endMs = at(span.endNanos);
  const firstMs = Math.min(endMs, firstTokenMs(span, at) ?? endMs);
  const pieces = firstMs < endMs ? cutInto(text, SPREAD_PIECES) : [text];
  const stepMs = (endMs - firstMs) / Math.max(1, pieces.length - 1);
  return pieces.map((piece, index) => ({ timeMs: timeOf(firstMs + index * stepMs), text: piece }));
}

function firstTokenMs({ events, attributes, startNanos }: Span, at: TimeOf): number | undefined {
  const mark = events.find(({ name }) => FIRST_TOKEN_EVENT.test(name));
  if (mark) return at(mark.nanos);
  const seconds = asCount(attributes.get('gen_ai.response.time_to_first_chunk'));
  return seconds === undefined ? undefined : at(startNanos) + seconds * 1000;
}

function usageOf({ attributes }: Span): Usage | undefined {
  const count = (...names: string[]) =>
    names.map((name) => asCount(attributes.get(name))).find((one) => one !== undefined);
  const completion = count(
    'gen_ai.usage.output_tokens',
    'gen_ai.usage.completion_tokens',
    'llm.token_count.completion',
  );
  if (completion === undefined) return undefined;
  const prompt = count('gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens', 'llm.token_count.prompt');
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    reasoning_tokens: count(
      'gen_ai.usage.reasoning.output_tokens',
      'llm.token_count.completion_details.reasoning',
    ),
    total_tokens: prompt === undefined ? undefined : prompt + completion,
  };
}

function toolEvents(span: Span, at: TimeOf): TraceEvent[] {
  const { attributes, startNanos, endNanos, name, error } = span;
  const text = (...names: string[]) => firstText(...names.map((one) => attributes.get(one)));
  const call = {
    tool_call_id: text('gen_ai.tool.call.id', 'tool_call.id') || `span ${at(startNanos)} ${name}`,
  };
  const output = error ?? text('gen_ai.tool.call.result', 'output.value');
  return [
    {
      type: 'tool_call',
      time_ms: at(startNanos),
      ...call,
      name: text('gen_ai.tool.name', 'tool.name') || name,
      arguments: text('gen_ai.tool.call.arguments', 'input.value'),
    },
    {
      type: 'tool_result',
      time_ms: at(endNanos),
      ...call,
      output,
      is_error: error === undefined ? undefined : true,
    },
  ];
}

/** Steps around the calls: what began, and how long it took. */
function spanLog({ name, startNanos, endNanos, error }: Span, at: TimeOf): TraceEvent {
  const took = `${name}: ${Math.round(at(endNanos) - at(startNanos))} ms`;
  return {
    type: 'log',
    time_ms: at(startNanos),
    level: error === undefined ? 'info' : 'error',
    message: error === undefined ? took : `${took}, ${error}`,
  };
}
