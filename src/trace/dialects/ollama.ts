import type { JsonObject, Usage } from '../events.js';
import { AnswerAssembler, type ChunkTime } from './answer-assembler.js';
import type { DialectEvent, DialectOptions, DialectStream, StreamEnding } from './dialect.js';
import {
  asCount,
  asObject,
  asObjects,
  asString,
  firstText,
  isServerError,
  parseJson,
  parseServerError,
} from './json-values.js';
import { LineSplitter } from './line-splitter.js';

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
export class OllamaStream implements DialectStream {
  readonly #answer: AnswerAssembler;
  readonly #lines = new LineSplitter();
  #out: DialectEvent[] = [];
  #arrivalMs = 0;
  #toolCalls = 0;
  ending: StreamEnding = 'open';
  model?: string;
  serverStartMs?: number;
  error?: { message: string; code?: string };

  constructor({ completionId }: DialectOptions) {
    this.#answer = new AnswerAssembler(completionId, (event) => this.#out.push(event));
  }

  push(text: string, arrivalMs = 0): DialectEvent[] {
    this.#arrivalMs = arrivalMs;
    for (const line of this.#lines.push(text)) this.#takeLine(line);
    return this.#taken();
  }

  finish(arrivalMs = this.#arrivalMs): DialectEvent[] {
    this.#arrivalMs = arrivalMs;
    this.#takeLine(this.#lines.finish(), true);
    this.#answer.flush();
    return this.#taken();
  }

  #taken(): DialectEvent[] {
    const out = this.#out;
    this.#out = [];
    return out;
  }

  #takeLine(line: string, isLast = false): void {
    if (line.trim() === '' || this.ending !== 'open') return;
    const chunk = asObject(parseJson(line.trim()));
    if (chunk) this.#takeChunk(chunk);
    // What a cut left of a line is no news: the missing end tells.
    else if (!isLast) this.#log(`not JSON: ${line.slice(0, 200)}`);
  }

  #takeChunk(chunk: JsonObject): void {
    if (isServerError(chunk.error)) return this.#fail(chunk);
    this.model ??= asString(chunk.model);
    const message = asObject(chunk.message);
    const time = { arrivalMs: this.#arrivalMs, serverClockMs: parseNanosecondTime(chunk.created_at) };
    const details = parseLogprobs(chunk.logprobs);
    const thinking = firstText(message?.thinking, chunk.thinking);
    this.#answer.reasoning(thinking, time, details);
    this.#answer.content(firstText(message?.content, chunk.response), time, thinking === '' ? details : {});
    for (const call of asObjects(message?.tool_calls)) this.#takeToolCall(call, time);
    if (chunk.done === true) this.#complete(chunk, time);
  }

  #takeToolCall(call: JsonObject, time: ChunkTime): void {
    const called = asObject(call.function);
    const args = called?.arguments;
    const text = typeof args === 'string' ? args : JSON.stringify(args ?? {});
    const fragment = { id: asString(call.id), name: asString(called?.name), arguments: text };
    // Calls come whole: each is another one, whatever its index says.
    this.#answer.toolFragment({ ...fragment, index: this.#toolCalls++ }, time);
  }

  #complete(chunk: JsonObject, time: ChunkTime): void {
    this.ending = 'completed';
    const totalNs = asCount(chunk.total_duration);
    if (totalNs !== undefined && time.serverClockMs !== undefined) {
      this.serverStartMs = time.serverClockMs - totalNs / NANOSECONDS_PER_MS;
    }
    this.#answer.completeToolCalls(time);
    this.#answer.send(
      {
        type: 'response_completed',
        finish_reason: firstText(chunk.done_reason) || undefined,
        usage: parseOllamaUsage(chunk),
        server_timings: pickTimings(chunk),
      },
      time,
    );
  }

  #fail(chunk: JsonObject): void {
    this.ending = 'failed';
    this.error = parseServerError(chunk.error);
    this.#answer.send({ type: 'error', ...this.error }, { arrivalMs: this.#arrivalMs });
  }

  #log(message: string): void {
    this.#out.push({ event: { type: 'log', level: 'warning', message }, arrivalMs: this.#arrivalMs });
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
