import type { JsonObject, Usage } from '../events.js';
import { restOfDetails, type TokenDetails } from './answer-assembler.js';
import { ChunkCounter } from './chunk-counter.js';
import { JsonDialect } from './json-dialect.js';
import { asObject } from '../json-object.js';
import { asCount, asObjects, asString, firstText, parseUsage } from './json-values.js';
import { llamaCppClockMs, prefillProgress } from './llama-cpp-timings.js';
import { bringsText, type ChoiceDelta, parseChoices } from './openai-chunk.js';

/**
 * OpenAI chat completions over SSE, with the extras of LM Studio, llama.cpp, vLLM and their kin; legacy text completions too.
 * Ends with `[DONE]`, or with a finish reason where the stream is cut before it. A body that is one JSON answer reads too.
 */
export class OpenAIChatStream extends JsonDialect {
  #counter = new ChunkCounter();
  /** The request's, as its chunks name it; '' where they do not. */
  #id = '';

  protected override take(chunk: JsonObject): void {
    this.model ??= asString(chunk.model);
    this.#id = firstText(chunk.id) || this.#id;
    const usage = parseUsage(chunk.usage);
    this.usage = usage ?? this.usage;
    // llama.cpp's, or those of LM Studio's older interface.
    this.timings = asObject(chunk.timings) ?? asObject(chunk.stats) ?? this.timings;
    this.serverClockMs = llamaCppClockMs(chunk);
    if (this.serverClockMs !== undefined) this.serverStartMs = 0;
    const progress = prefillProgress(chunk);
    if (progress !== undefined) this.answer().send({ type: 'phase', name: 'prefill', progress }, this.time);
    for (const choice of parseChoices(chunk)) this.#takeChoice(choice, countedSoFar(chunk, usage));
  }

  /**
   * Another id, and something said; without ids, a role. Some servers give each chunk an id of its own, and send empty ones, or a usage,
   * behind the end.
   */
  protected override isNextRequest(chunk: JsonObject): boolean {
    const id = firstText(chunk.id);
    const [first] = asObjects(chunk.choices);
    if (!first || (asCount(first.index) ?? 0) !== 0 || (id !== '' && id === this.#id)) return false;
    if (id === '') return asObject(first.delta)?.role !== undefined && chunk.usage == null;
    return parseChoices(chunk).some((choice) => bringsText(choice) || choice.toolCalls.length > 0);
  }

  protected override beginRequest(): void {
    this.#counter = new ChunkCounter();
    this.#id = '';
  }

  #takeChoice(choice: ChoiceDelta, countedSoFar: number | undefined): void {
    const isCounted = this.answerCount <= 1 && choice.index === 0 && !choice.isWhole;
    const counted = bringsText(choice) && isCounted ? this.#counter.next(countedSoFar) : undefined;
    const isEmpty = !bringsText(choice) && choice.toolCalls.length === 0 && !choice.finishReason;
    if (isEmpty) return;
    const answer = this.answer(choice.index);
    let details: TokenDetails = { count: counted ?? choice.count, logprob: choice.logprob };
    answer.reasoning(choice.reasoning, this.time, details);
    if (choice.reasoning !== '') details = restOfDetails(details);
    answer.content(choice.content, this.time, details);
    if (choice.content !== '') details = restOfDetails(details);
    for (const call of choice.toolCalls) {
      answer.toolFragment(call, this.time, details);
      if (call.arguments !== '') details = restOfDetails(details);
    }
    answer.finishReason = choice.finishReason ?? answer.finishReason;
  }
}

/** Tokens up to this chunk: by its usage, or by llama.cpp's timings. */
function countedSoFar(chunk: JsonObject, usage: Usage | undefined): number | undefined {
  return usage?.completion_tokens ?? asCount(asObject(chunk.timings)?.predicted_n);
}
