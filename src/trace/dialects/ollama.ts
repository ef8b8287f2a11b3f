import type { JsonObject, Usage } from '../events.js';
import { LinesBody } from './body-framing.js';
import type { DialectOptions } from './dialect.js';
import { JsonDialect } from './json-dialect.js';
import { asObject } from '../json-object.js';
import { asCount, asObjects, asString, firstText } from './json-values.js';

const NANOSECONDS_PER_MS = 1e6;
const TIMING_FIELDS = [
  'total_duration',
  'load_duration',
  'prompt_eval_count',
  'prompt_eval_duration',
  'eval_count',
  'eval_duration',
] as const;

/**
 * Ollama's `/api/chat` and `/api/generate`: a JSON object per line, the last with `done` and the server's figures
 * (nanoseconds; fields that are zero are left out). `created_at` is the server's clock on every line.
 */
export class OllamaStream extends JsonDialect {
  #toolCalls = 0;

  constructor(options: DialectOptions) {
    super(options, (handlers) => new LinesBody(handlers));
  }

  protected override take(chunk: JsonObject): void {
    this.model ??= asString(chunk.model);
    this.serverClockMs = parseNanosecondTime(chunk.created_at);
    const message = asObject(chunk.message);
    const details = parseLogprobs(chunk.logprobs);
    const thinking = firstText(message?.thinking, chunk.thinking);
    const answer = this.answer();
    answer.reasoning(thinking, this.time, details);
    answer.content(firstText(message?.content, chunk.response), this.time, thinking === '' ? details : {});
    for (const call of asObjects(message?.tool_calls)) this.#takeToolCall(call);
    if (chunk.done === true) this.#takeEnd(chunk);
  }

  /** Some tell their end twice: only what is no end, or says something, begins another answer. */
  protected override isNextRequest(chunk: JsonObject): boolean {
    const message = asObject(chunk.message);
    if (!message && typeof chunk.response !== 'string') return false;
    const text = firstText(message?.content, message?.thinking, chunk.response, chunk.thinking);
    return chunk.done === false || text !== '' || asObjects(message?.tool_calls).length > 0;
  }

  #takeToolCall(call: JsonObject): void {
    const called = asObject(call.function);
    const args = called?.arguments;
    const text = typeof args === 'string' ? args : JSON.stringify(args ?? {});
    const fragment = { id: asString(call.id), name: asString(called?.name), arguments: text };
    // Calls come whole: each is another one, whatever its index says.
    this.answer().toolFragment({ ...fragment, index: this.#toolCalls++ }, this.time);
  }

  #takeEnd(chunk: JsonObject): void {
    const totalNs = asCount(chunk.total_duration);
    const { serverClockMs } = this;
    if (totalNs !== undefined && serverClockMs !== undefined) {
      this.serverStartMs = serverClockMs - totalNs / NANOSECONDS_PER_MS;
    }
    this.answer().finishReason = firstText(chunk.done_reason) || undefined;
    this.usage = parseOllamaUsage(chunk);
    this.timings = pickTimings(chunk);
    this.complete();
  }
}

function parseOllamaUsage(chunk: JsonObject): Usage | undefined {
  const completion = asCount(chunk.eval_count);
  if (completion === undefined) return undefined;
  const prompt = asCount(chunk.prompt_eval_count);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt === undefined ? undefined : prompt + completion,
  };
}

function pickTimings(chunk: JsonObject): JsonObject | undefined {
  const timings: JsonObject = {};
  for (const field of TIMING_FIELDS) if (typeof chunk[field] === 'number') timings[field] = chunk[field];
  return Object.keys(timings).length > 0 ? timings : undefined;
}

function parseLogprobs(logprobs: unknown): { count?: number; logprob?: number } {
  const tokens = asObjects(logprobs);
  if (tokens.length === 0) return {};
  const only = tokens.length === 1 ? tokens[0]!.logprob : undefined;
  return { count: tokens.length, logprob: typeof only === 'number' ? only : undefined };
}

/** Epoch milliseconds of an ISO time with up to nine digits of a second, all of them kept. */
export function parseNanosecondTime(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const match = /^(.*\d{2}:\d{2}:\d{2})(\.\d+)?(.*)$/.exec(value);
  if (!match) return undefined;
  const wholeMs = Date.parse(`${match[1]}${match[3]}`);
  return Number.isNaN(wholeMs) ? undefined : wholeMs + Number(match[2] ?? 0) * 1000;
}
