import type { JsonObject, Usage } from '../events.js';
import { ChunkCounter } from './chunk-counter.js';
import { JsonDialect } from './json-dialect.js';
import { asCount, asObject, asObjects, asString, firstText } from './json-values.js';

/**
 * Gemini's `streamGenerateContent`, as SSE or as one JSON array. Thoughts are parts with a mark, usage counts up from chunk to
 * chunk, and there is no end mark: a finish reason is the end.
 */
export class GeminiStream extends JsonDialect {
  readonly #counter = new ChunkCounter();
  #toolCalls = 0;

  protected override take(chunk: JsonObject): void {
    this.model ??= asString(chunk.modelVersion);
    const usage = parseGeminiUsage(asObject(chunk.usageMetadata));
    this.usage = usage ?? this.usage;
    const blocked = firstText(asObject(chunk.promptFeedback)?.blockReason);
    if (blocked) return this.fail({ message: `the prompt was refused: ${blocked}`, code: blocked });
    asObjects(chunk.candidates).forEach((candidate, position) =>
      this.#takeCandidate(candidate, position, usage),
    );
  }

  #takeCandidate(candidate: JsonObject, position: number, usage: Usage | undefined): void {
    const index = asCount(candidate.index) ?? position;
    const parts = asObjects(asObject(candidate.content)?.parts);
    const hasText = parts.some((part) => firstText(part.text) !== '' || part.functionCall != null);
    // A chunk's tokens go with the first text in it.
    const counts = hasText && index === 0 ? [this.#counter.next(usage?.completion_tokens)] : [];
    for (const part of parts) this.#takePart(part, index, counts);
    const answer = this.answer(index);
    answer.finishReason = firstText(candidate.finishReason) || answer.finishReason;
  }

  #takePart(part: JsonObject, index: number, counts: (number | undefined)[]): void {
    const answer = this.answer(index);
    const text = firstText(part.text);
    const call = asObject(part.functionCall);
    if (text !== '' && part.thought === true) answer.reasoning(text, this.time, { count: counts.pop() });
    else if (text !== '') answer.content(text, this.time, { count: counts.pop() });
    else if (call) this.#takeToolCall(call, index, counts.pop());
  }

  #takeToolCall(call: JsonObject, index: number, count: number | undefined): void {
    const place = this.#toolCalls++;
    const fragment = {
      index: place,
      id: asString(call.id),
      name: asString(call.name),
      arguments: JSON.stringify(call.args ?? {}),
    };
    this.answer(index).toolFragment(fragment, this.time, { count });
    this.answer(index).completeToolCall(place, this.time);
  }
}

/** Thoughts are counted beside the answer: together they are what the model wrote. */
function parseGeminiUsage(usage: JsonObject | undefined): Usage | undefined {
  const answer = asCount(usage?.candidatesTokenCount);
  const thoughts = asCount(usage?.thoughtsTokenCount);
  if (!usage || (answer === undefined && thoughts === undefined)) return undefined;
  return {
    prompt_tokens: asCount(usage.promptTokenCount),
    completion_tokens: (answer ?? 0) + (thoughts ?? 0),
    reasoning_tokens: thoughts,
    total_tokens: asCount(usage.totalTokenCount),
  };
}
