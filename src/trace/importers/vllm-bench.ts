import { asObject } from '../json-object.js';
import { asCount, asString } from '../dialects/json-values.js';
import type { JsonValue, TraceEvent } from '../events.js';
import { timeOf } from '../time-of.js';
import { cutInto, type ImportedRun } from './imported-run.js';

const SERIAL =
  'The file does not tell when each request began: they are shown one after the other. Times within each are measured.';

/** One request as a detailed result tells it. Times in milliseconds. */
interface Request {
  readonly startMs: number;
  readonly ttftMs: number;
  readonly gapsMs: readonly number[];
  readonly text: string;
  readonly error: string;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
}

/**
 * Makes a run of a detailed result of vLLM's serving benchmark: each request is a completion with its measured time to first token
 * and gaps (`ttfts`, `itls`, in seconds). Its text is cut evenly over them, as the file does not tell it by token. Undefined for
 * results without details.
 */
export function importVllmBench(document: JsonValue): ImportedRun | undefined {
  const file = asObject(document);
  const requests = file ? requestsOf(file) : [];
  if (!file || requests.length === 0) return undefined;
  const isSerial = !Array.isArray(file.start_times);
  const events = requests.flatMap((request, index) => requestEvents(request, `c${index + 1}`));
  const note: TraceEvent[] = isSerial ? [{ type: 'log', time_ms: 0, level: 'info', message: SERIAL }] : [];
  return {
    info: {
      run_id: '',
      model: asString(file.model_id) ?? '',
      provider: asString(file.backend ?? file.endpoint_type) ?? '',
      started_at: '',
      timing: 'recorded',
      workload: 'vllm benchmark_serving',
    },
    events: [...note, ...events],
  };
}

function requestsOf(file: Record<string, JsonValue>): Request[] {
  const list = (name: string): readonly JsonValue[] => {
    const value = file[name];
    return Array.isArray(value) ? value : [];
  };
  const starts = list('start_times').map((start) => asCount(start) ?? 0);
  const zero = starts.reduce((earliest, start) => Math.min(earliest, start), Infinity);
  let endMs = 0;
  return list('ttfts').map((ttft, index) => {
    const gaps = list('itls')[index];
    const request = {
      startMs: starts[index] === undefined ? endMs : (starts[index] - zero) * 1000,
      ttftMs: milliseconds(ttft),
      gapsMs: Array.isArray(gaps) ? gaps.map(milliseconds) : [],
      text: asString(list('generated_texts')[index]) ?? '',
      error: asString(list('errors')[index]) ?? '',
      inputTokens: asCount(list('input_lens')[index]),
      outputTokens: asCount(list('output_lens')[index]),
    };
    endMs = request.startMs + request.gapsMs.reduce((sum, gap) => sum + gap, request.ttftMs);
    return request;
  });
}

function requestEvents(request: Request, id: string): TraceEvent[] {
  const { startMs, ttftMs, gapsMs, text, error, inputTokens, outputTokens } = request;
  const event = (timeMs: number, fields: object) =>
    ({ time_ms: timeOf(timeMs), completion_id: id, ...fields }) as TraceEvent;
  const events = [event(startMs, { type: 'prompt_sent', messages: [] })];
  let atMs = startMs + ttftMs;
  cutInto(text, gapsMs.length + 1).forEach((piece, index) => {
    if (index > 0) atMs += gapsMs[index - 1]!;
    if (piece !== '') events.push(event(atMs, { type: 'token', text: piece }));
  });
  const endMs = startMs + gapsMs.reduce((sum, gap) => sum + gap, ttftMs);
  if (error !== '') return [...events, event(endMs, { type: 'error', message: error })];
  const usage = outputTokens === undefined ? undefined : usageOf(inputTokens, outputTokens);
  return [...events, event(endMs, { type: 'response_completed', usage })];
}

function usageOf(prompt: number | undefined, completion: number): object {
  const total = prompt === undefined ? undefined : prompt + completion;
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total };
}

function milliseconds(seconds: JsonValue): number {
  return (asCount(seconds) ?? 0) * 1000;
}
