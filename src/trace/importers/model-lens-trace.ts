import { asObject } from '../json-object.js';
import { asCount, asString, firstText } from '../dialects/json-values.js';
import type { JsonObject, JsonValue, TraceEvent, Usage } from '../events.js';
import { timeOf } from '../time-of.js';
import { cutInto, type ImportedRun } from './imported-run.js';
import { type ModelLensRun, modelLensRuns, nameOf, startedAt } from './model-lens-documents.js';
import { stepTimes } from './model-lens-step-times.js';

const ONE_AFTER_THE_OTHER = 'The file does not tell when each run began: they are shown one after the other.';

/**
 * Makes a run of a Model Lens trace, snapshot or dashboard run; of a list of these, a run with a completion for each. Times are always
 * `estimated`: steps tell durations, offsets or neither, and the answer's text is not told by token.
 */
export function importModelLensTrace(document: JsonValue): ImportedRun | undefined {
  const runs = modelLensRuns(document);
  const [first] = runs;
  if (!first) return undefined;
  let endMs = 0;
  const events = runs.flatMap((run, index) => {
    const own = runEvents(run, `c${index + 1}`, endMs);
    endMs = own.reduce((latest, { time_ms: timeMs }) => Math.max(latest, timeMs), endMs + run.totalMs);
    return own;
  });
  const { fields } = first;
  const note: TraceEvent = { type: 'log', time_ms: 0, level: 'info', message: ONE_AFTER_THE_OTHER };
  const failed = runs.find((run) => run.fields.status === 'failed');
  return {
    info: {
      run_id: firstText(fields.run_id, fields.trace_id, fields.snapshot_id, fields.id),
      model: nameOf(fields.model),
      provider: nameOf(fields.provider),
      started_at: startedAt(fields),
      timing: 'estimated',
      workload: firstText(fields.pack, nameOf(fields.workload)) || undefined,
      hardware: asObject(fields.hardware),
    },
    events: runs.length > 1 ? [note, ...events] : events,
    error: failed && { message: errorOf(failed) },
    durationMs: timeOf(endMs),
  };
}

function runEvents(run: ModelLensRun, id: string, startMs: number): TraceEvent[] {
  const { steps, metrics, totalMs } = run;
  const events = [
    promptSent(run),
    ...answerEvents(run, stepTimes(steps, totalMs)),
    ...figures(metrics, totalMs),
    completed(metrics, totalMs),
  ];
  return events.map((event) => {
    const timeMs = timeOf(startMs + event.time_ms);
    // Figures are the run's.
    return event.type === 'metric' || event.type === 'log'
      ? { ...event, time_ms: timeMs }
      : ({ ...event, time_ms: timeMs, completion_id: id } as TraceEvent);
  });
}

function promptSent({ fields, steps }: ModelLensRun): TraceEvent {
  const detailOf = (type: string) => asString(steps.find((step) => step.type === type)?.detail);
  const messages = [
    { role: 'system', content: asString(fields.system_prompt) ?? detailOf('system') ?? '' },
    { role: 'user', content: asString(fields.prompt) ?? detailOf('prompt') ?? '' },
  ];
  return { type: 'prompt_sent', time_ms: 0, messages: messages.filter(({ content }) => content !== '') };
}

function answerEvents({ fields, steps, metrics }: ModelLensRun, times: readonly number[]): TraceEvent[] {
  const tokens = steps.filter(({ type }) => type === 'token').map(tokenText);
  const response = firstText(asObject(fields.artifacts)?.response, fields.response) || undefined;
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
      return [{ type: 'error', time_ms: timeMs, message: firstText(detail, label) }];
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
  const call = { time_ms: timeMs, tool_call_id: asString(step.id) ?? '' };
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
  return { type: 'token', time_ms: timeOf(timeMs), text };
}

/** Its own figures, under its own names: they stand beside ours. */
function figures(metrics: JsonObject, timeMs: number): TraceEvent[] {
  return Object.entries(metrics).flatMap(([name, value]) =>
    typeof value === 'number' && Number.isFinite(value)
      ? [{ type: 'metric', time_ms: timeMs, name: `model_lens.${name}`, value }]
      : [],
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
  return { type: 'response_completed', time_ms: timeMs, usage };
}

function errorOf({ fields, steps }: ModelLensRun): string {
  const errors = asObject(fields.artifacts)?.errors;
  const step = steps.findLast(({ type }) => type === 'error');
  return firstText(Array.isArray(errors) ? errors.at(-1) : '', step?.detail, step?.label) || 'the run failed';
}
