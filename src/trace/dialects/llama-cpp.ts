import type { JsonObject } from '../events.js';
import { JsonDialect } from './json-dialect.js';
import { asCount, asObject, asString, firstText } from './json-values.js';
import { llamaCppClockMs, prefillProgress } from './llama-cpp-timings.js';

/** llama.cpp's own `/completion`: text with its token ids, and a last message with `stop` and the server's figures. */
export class LlamaCppStream extends JsonDialect {
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
    const count = Array.isArray(chunk.tokens) && chunk.tokens.length > 0 ? chunk.tokens.length : undefined;
    this.answer().content(firstText(chunk.content), this.time, { count });
    if (chunk.stop === true) this.#takeEnd(chunk);
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
