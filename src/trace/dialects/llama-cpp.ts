import type { JsonObject } from '../events.js';
import type { TokenDetails } from './answer-assembler.js';
import { ChunkCounter } from './chunk-counter.js';
import { JsonDialect } from './json-dialect.js';
import { asObject } from '../json-object.js';
import { asCount, asObjects, asString, firstText } from './json-values.js';
import { llamaCppClockMs, prefillProgress } from './llama-cpp-timings.js';

/** llama.cpp's own `/completion`: text with its token ids, and a last message with `stop` and the server's figures. */
export class LlamaCppStream extends JsonDialect {
  #counter = new ChunkCounter();

  protected override take(chunk: JsonObject): void {
    this.model ??= asString(chunk.model);
    this.timings = asObject(chunk.timings) ?? this.timings;
    const clockMs = chunk.stop === true ? undefined : llamaCppClockMs(chunk);
    if (clockMs !== undefined) {
      this.serverClockMs = clockMs;
      this.serverStartMs = 0;
    }
    const progress = prefillProgress(chunk);
    if (progress !== undefined) this.answer().send({ type: 'phase', name: 'prefill', progress }, this.time);
    const text = firstText(chunk.content);
    this.answer().content(text, this.time, text === '' ? {} : this.#details(chunk));
    if (chunk.stop === true) this.#takeEnd(chunk);
  }

  protected override isNextRequest(chunk: JsonObject): boolean {
    return typeof chunk.content === 'string' && (chunk.stop === false || chunk.content !== '');
  }

  protected override beginRequest(): void {
    this.#counter = new ChunkCounter();
  }

  /** A chunk's tokens are told by their ids, by their probabilities, or by the figures that count along. */
  #details(chunk: JsonObject): TokenDetails {
    const ids = Array.isArray(chunk.tokens) ? chunk.tokens.length : 0;
    const probabilities = asObjects(chunk.completion_probabilities);
    const counted = this.#counter.next(asCount(asObject(chunk.timings)?.predicted_n));
    const logprob = probabilities.length === 1 ? probabilities[0]!.logprob : undefined;
    return {
      count: ids || probabilities.length || counted,
      logprob: typeof logprob === 'number' ? logprob : undefined,
    };
  }

  #takeEnd(chunk: JsonObject): void {
    const prompt = asCount(chunk.tokens_evaluated);
    const completion = asCount(chunk.tokens_predicted);
    if (completion !== undefined) {
      this.usage = {
        prompt_tokens: prompt,
        completion_tokens: completion,
        total_tokens: prompt === undefined ? undefined : prompt + completion,
      };
    }
    this.answer().finishReason = firstText(chunk.stop_type) || 'stop';
    this.complete();
  }
}
