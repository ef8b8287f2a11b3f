import type { JsonObject, Usage } from '../events.js';
import { AnswerAssembler, type ChunkTime, restOfDetails, type TokenDetails } from './answer-assembler.js';
import { ChunkCounter } from './chunk-counter.js';
import type { DialectEvent, DialectOptions, DialectStream, StreamEnding } from './dialect.js';
import {
  asCount,
  asObject,
  asString,
  isServerError,
  parseJson,
  parseServerError,
  parseUsage,
} from './json-values.js';
import { bringsText, type ChoiceDelta, parseChoices } from './openai-chunk.js';
import { createSseFramer } from './sse-frames.js';

/** Longest whole (not streamed) answer that is kept until its end, in characters. */
const MAX_WHOLE_ANSWER = 64 * 1024 * 1024;

/**
 * OpenAI chat completions over SSE, with the extras of LM Studio, llama.cpp, vLLM and their kin. Ends with `[DONE]`, or with a
 * finish reason where the stream is cut before it. A body that is one JSON answer reads too.
 */
export class OpenAIChatStream implements DialectStream {
  readonly #completionId: string;
  readonly #answers = new Map<number, AnswerAssembler>();
  readonly #counter = new ChunkCounter();
  readonly #framer = createSseFramer({
    data: (data, eventName) => this.#takeFrame(data, eventName),
    comment: (comment) => this.#takeComment(comment),
    strayLine: (line) => this.#takeStrayLine(line),
  });
  #out: DialectEvent[] = [];
  #arrivalMs = 0;
  #whole?: string;
  #isStarted = false;
  #isDone = false;
  #isFinishing = false;
  #usage?: Usage;
  #timings?: JsonObject;
  ending: StreamEnding = 'open';
  model?: string;
  serverStartMs?: number;
  error?: { message: string; code?: string };

  constructor({ completionId }: DialectOptions) {
    this.#completionId = completionId;
  }

  push(text: string, arrivalMs = 0): DialectEvent[] {
    this.#arrivalMs = arrivalMs;
    if (!this.#isStarted && text.trim() !== '') {
      this.#isStarted = true;
      if (text.trimStart().startsWith('{')) this.#whole = '';
    }
    if (this.#whole === undefined) this.#framer.push(text);
    else if (this.#whole.length + text.length <= MAX_WHOLE_ANSWER) this.#whole += text;
    return this.#taken();
  }

  finish(arrivalMs = this.#arrivalMs): DialectEvent[] {
    this.#arrivalMs = arrivalMs;
    this.#isFinishing = true;
    if (this.#whole === undefined) this.#framer.finish();
    else this.#takeWhole(this.#whole);
    const answers = [...this.#answers.values()];
    const isAnswered = answers.length > 0 && answers.every((answer) => answer.finishReason !== undefined);
    if (isAnswered) this.#complete();
    for (const answer of answers) answer.flush();
    return this.#taken();
  }

  #taken(): DialectEvent[] {
    const out = this.#out;
    this.#out = [];
    return out;
  }

  #takeFrame(data: string, eventName?: string): void {
    if (eventName === 'error' && !this.#isDone) this.#fail(asObject(parseJson(data)) ?? data);
    else if (!this.#takeData(data)) this.#takeLines(data.split('\n'));
  }

  /** Takes the data of a frame; false when it cannot be read. */
  #takeData(data: string): boolean {
    const text = data.trim();
    const chunk = asObject(parseJson(text));
    // Some gateways wrap a comment as data.
    const isComment = text.startsWith(':');
    if (!chunk && !isComment && text !== '[DONE]') return false;
    if (this.#isDone) return true;
    if (chunk) this.#takeChunk(chunk);
    else if (isComment) this.#takeComment(text.slice(1).trim());
    else this.#complete();
    return true;
  }

  /** Chunks that nothing but line breaks part, as frames without blank lines between them are. */
  #takeLines(lines: readonly string[]): void {
    lines.forEach((line, index) => {
      // What a cut left of the last line is no news: the missing end tells.
      const isCut = this.#isFinishing && index === lines.length - 1;
      if (!this.#takeData(line) && !isCut) this.#log('warning', `not JSON: ${line.slice(0, 200)}`);
    });
  }

  #takeComment(comment: string): void {
    this.#log('debug', comment === '' ? 'heartbeat' : `heartbeat: ${comment.slice(0, 200)}`);
  }

  /** `error: {…}` (llama.cpp before September 2025) and bare JSON bodies inside the stream. */
  #takeStrayLine(line: string): void {
    const isError = line.startsWith('error:');
    const text = (isError ? line.slice('error:'.length) : line).trim();
    const body = asObject(parseJson(text));
    if (isError) this.#fail(body ?? text);
    else if (body && !this.#isDone) this.#takeChunk(body);
  }

  /** A body that is one answer, streamed or not, or chunks on lines of their own. */
  #takeWhole(body: string): void {
    const answer = asObject(parseJson(body.trim()));
    const lines = body.trim().split('\n');
    if (!answer && asObject(parseJson(lines[0]!))) return this.#takeLines(lines);
    if (answer) this.#takeChunk(answer);
    // An answer that was not streamed ends with its last byte.
    if (this.ending === 'open' && this.#answers.size > 0) this.#complete();
  }

  #takeChunk(chunk: JsonObject): void {
    if (isServerError(chunk.error) || chunk.object === 'error') return this.#fail(chunk);
    this.model ??= asString(chunk.model);
    const usage = parseUsage(chunk.usage);
    this.#usage = usage ?? this.#usage;
    this.#timings = asObject(chunk.timings) ?? this.#timings;
    const time = this.#chunkTime(chunk);
    this.#takeProgress(chunk, time);
    for (const choice of parseChoices(chunk)) this.#takeChoice(choice, chunk, usage, time);
  }

  #takeChoice(choice: ChoiceDelta, chunk: JsonObject, usage: Usage | undefined, time: ChunkTime): void {
    const hasOnlyOne = this.#answers.size <= 1 && choice.index === 0;
    const counted = bringsText(choice) && hasOnlyOne ? this.#counter.next(chunk, usage) : undefined;
    const isEmpty = !bringsText(choice) && choice.toolCalls.length === 0 && !choice.finishReason;
    if (isEmpty) return;
    const answer = this.#answer(choice.index);
    let details: TokenDetails = { count: counted ?? choice.count, logprob: choice.logprob };
    answer.reasoning(choice.reasoning, time, details);
    if (choice.reasoning !== '') details = restOfDetails(details);
    answer.content(choice.content, time, details);
    if (choice.content !== '') details = restOfDetails(details);
    for (const call of choice.toolCalls) {
      answer.toolFragment(call, time, details);
      if (call.arguments !== '') details = restOfDetails(details);
    }
    answer.finishReason = choice.finishReason ?? answer.finishReason;
  }

  #takeProgress(chunk: JsonObject, time: ChunkTime): void {
    const progress = asObject(chunk.prompt_progress);
    const total = asCount(progress?.total);
    const processed = asCount(progress?.processed);
    if (!total || processed === undefined) return;
    this.#answer(0).send({ type: 'phase', name: 'prefill', progress: Math.min(1, processed / total) }, time);
  }

  #answer(index: number): AnswerAssembler {
    let answer = this.#answers.get(index);
    if (!answer) {
      const id = index === 0 ? this.#completionId : `${this.#completionId}#${index}`;
      answer = new AnswerAssembler(id, (event) => this.#out.push(event));
      this.#answers.set(index, answer);
    }
    return answer;
  }

  /** With `timings_per_token`, llama.cpp's own clock is on every chunk: prompt time + generation time so far. */
  #chunkTime(chunk: JsonObject): ChunkTime {
    const timings = asObject(chunk.timings);
    const promptMs = asCount(timings?.prompt_ms);
    const predictedMs = asCount(timings?.predicted_ms);
    if (promptMs === undefined || predictedMs === undefined) return { arrivalMs: this.#arrivalMs };
    this.serverStartMs = 0;
    return { arrivalMs: this.#arrivalMs, serverClockMs: promptMs + predictedMs };
  }

  #complete(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.ending = 'completed';
    const time = { arrivalMs: this.#arrivalMs };
    if (this.#answers.size === 0) this.#answer(0);
    for (const [index, answer] of [...this.#answers].sort(([left], [right]) => left - right)) {
      answer.completeToolCalls(time);
      const isMain = index === 0;
      answer.send(
        {
          type: 'response_completed',
          finish_reason: answer.finishReason,
          usage: isMain ? this.#usage : undefined,
          server_timings: isMain ? this.#timings : undefined,
        },
        time,
      );
    }
  }

  #fail(body: JsonObject | string): void {
    if (this.ending !== 'open') return;
    this.ending = 'failed';
    this.#isDone = true;
    // The error is a field of the body, or the body itself.
    this.error = parseServerError(typeof body !== 'string' && isServerError(body.error) ? body.error : body);
    this.#answer(0).send({ type: 'error', ...this.error }, { arrivalMs: this.#arrivalMs });
  }

  #log(level: string, message: string): void {
    this.#out.push({ event: { type: 'log', level, message }, arrivalMs: this.#arrivalMs });
  }
}
