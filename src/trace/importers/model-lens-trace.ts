import { asObject } from '../json-object.js';
import { asCount, asObjects, asString, firstText } from '../dialects/json-values.js';
import type { JsonObject, JsonValue, TraceEvent, Usage } from '../events.js';
import { timeOf } from '../time-of.js';
import { cutInto, type ImportedRun } from './imported-run.js';
import { stepTimes } from './model-lens-step-times.js';

/** One completion, whose events are shown together. */
const COMPLETION = { completion_id: 'c1' };

/**
 * Makes a run of a Model Lens trace, snapshot or dashboard run. Its times are always `estimated`: steps tell durations, offsets or
 * neither, and the answer's text is not told by token.
 */
export function importModelLensTrace(document: JsonValue): ImportedRun | undefined {
  const file = asObject(document);
  const steps = asObjects(stepsOf(file));
  if (!file || steps.length === 0) return undefined;
  const run = { ...asObject(file.trace), ...file };
  const totalMs = asCount(run.totalTimeMs) ?? 0;
  const metrics = asObject(run.metrics) ?? {};
  const events = [
    promptSent(run, steps),
    ...answerEvents(run, steps, stepTimes(steps, totalMs), metrics),
    ...figures(metrics, totalMs),
    completed(metrics, totalMs),
  ];
  return {
    info: {
      run_id: firstText(run.run_id, run.trace_id, run.snapshot_id, run.id),
      model: asString(run.model) ?? '',
      provider: asString(run.provider) ?? '',
      started_at: isoTime(run.timestamp ?? run.created_at),
      timing: 'estimated',
      workload: asString(run.pack) || undefined,
      hardware: asObject(run.hardware),
    },
    events,
    error: run.status === 'failed' ? { message: errorOf(run, steps) } : undefined,
    durationMs: totalMs,
  };
}

/** Its specification calls them events, its dashboard keeps them within `trace`. */
function stepsOf(file: JsonObject | undefined): JsonValue | undefined {
  const trace = asObject(file?.trace);
  return file?.steps ?? trace?.steps ?? trace?.events;
}

function promptSent(run: JsonObject, steps: readonly JsonObject[]): TraceEvent {
  const detailOf = (type: string) => asString(steps.find((step) => step.type === type)?.detail);
  const messages = [
    { role: 'system', content: asString(run.system_prompt) ?? detailOf('system') ?? '' },
    { role: 'user', content: asString(run.prompt) ?? detailOf('prompt') ?? '' },
  ];
  return {
    type: 'prompt_sent',
    time_ms: 0,
    ...COMPLETION,
    messages: messages.filter(({ content }) => content !== ''),
  };
}

function answerEvents(
  run: JsonObject,
  steps: readonly JsonObject[],
  times: readonly number[],
  metrics: JsonObject,
): TraceEvent[] {
  const tokens = steps.filter(({ type }) => type === 'token').map(tokenText);
  const response = firstText(asObject(run.artifacts)?.response, run.response) || undefined;
  // Some list their first tokens only, as a sample: then the whole text stands elsewhere.
  const isWhole =
    response === undefined || tokens.join('').replaceAll(/\s/g, '') === response.replaceAll(/\s/g, '');
  const others = steps.flatMap((step, index) => stepEvents(step, timeOf(times[index]!), isWhole));
  return isWhole && tokens.length > 0 ? others : [...others, ...pacedTokens(response ?? '', metrics, times)];
}

/** Text without times of its own, cut into as many pieces as there are times. */
function pacedTokens(text: string, metrics: JsonObject, times: readonly number[]): TraceEvent[] {
  if (text === '') return [];
  const gaps = Array.isArray(metrics.token_timings_ms)
    ? metrics.token_timings_ms.map((gap) => asCount(gap) ?? 0)
    : [];
  const ttftMs = asCount(metrics.ttft_ms);
  if (gaps.length === 0) return [token(text, ttftMs ?? times.at(-1) ?? 0)];
  let atMs = ttftMs ?? gaps[0]!;
  return cutInto(text, gaps.length).map((piece, index) => {
    // The first gap is the time to the first token, or one that the file tells better.
    if (index > 0) atMs += gaps[index]!;
    return token(piece, atMs);
  });
}

function stepEvents(step: JsonObject, timeMs: number, withTokens: boolean): TraceEvent[] {
  const detail = asString(step.detail) ?? '';
  const label = asString(step.label) ?? '';
  switch (step.type) {
    case 'token':
      return withTokens ? [token(tokenText(step), timeMs)] : [];
    case 'reasoning':
      return [{ ...token(firstText(detail, label), timeMs), channel: 'reasoning' } as TraceEvent];
    case 'tool_call':
      return toolEvents(step, timeMs);
    case 'error':
      return [{ type: 'error', time_ms: timeMs, ...COMPLETION, message: firstText(detail, label) }];
    case 'system':
    case 'prompt':
      return [];
    default:
      return [
        { type: 'log', time_ms: timeMs, level: 'info', message: [label, detail].filter(Boolean).join(': ') },
      ];
  }
}

function toolEvents(step: JsonObject, timeMs: number): TraceEvent[] {
  const call = { time_ms: timeMs, ...COMPLETION, tool_call_id: asString(step.id) ?? '' };
  const name = firstText(step.tool, step.label);
  const output = asString(step.output);
  const called: TraceEvent = {
    type: 'tool_call',
    ...call,
    name,
    arguments: firstText(step.input, step.detail),
  };
  if (output === undefined) return [called];
  return [called, { type: 'tool_result', ...call, output, is_error: step.status === 'failure' || undefined }];
}

/** A token's text is its detail, or stands in its label: `Token: 'x'`. */
function tokenText({ detail, label }: JsonObject): string {
  return asString(detail) ?? /^Token: '([^]*)'$/.exec(asString(label) ?? '')?.[1] ?? '';
}

function token(text: string, timeMs: number): TraceEvent {
  return { type: 'token', time_ms: timeOf(timeMs), ...COMPLETION, text };
}

/** Its own figures, under its own names: they stand beside ours. */
function figures(metrics: JsonObject, timeMs: number): TraceEvent[] {
  return Object.entries(metrics).flatMap(([name, value]) =>
    typeof value === 'number' ? [{ type: 'metric', time_ms: timeMs, name: `model_lens.${name}`, value }] : [],
  ) as TraceEvent[];
}

function completed(metrics: JsonObject, timeMs: number): TraceEvent {
  const tokens = asCount(metrics.completion_tokens);
  const usage: Usage | undefined =
    tokens === undefined
      ? undefined
      : {
          prompt_tokens: asCount(metrics.prompt_tokens),
          completion_tokens: tokens,
          total_tokens: asCount(metrics.total_tokens),
        };
  return { type: 'response_completed', time_ms: timeMs, ...COMPLETION, usage };
}

function errorOf(run: JsonObject, steps: readonly JsonObject[]): string {
  const errors = asObject(run.artifacts)?.errors;
  const step = steps.findLast(({ type }) => type === 'error');
  return firstText(Array.isArray(errors) ? errors.at(-1) : '', step?.detail, step?.label) || 'the run failed';
}

/** Captured files tell local time without a zone, dashboards a text for people: neither is a moment that is known. */
function isoTime(value: JsonValue | undefined): string {
  const text = asString(value) ?? '';
  return /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : '';
}
