import type { JsonObject } from '../events.js';
import { JsonDialect } from './json-dialect.js';
import { asCount, asObject, asString, firstText } from './json-values.js';

/**
 * LM Studio's own `/api/v1/chat`: named events for loading, reading the prompt, reasoning, tools and the message. An `error` is
 * followed by `chat.end`, which tells the figures.
 */
export class LMStudioStream extends JsonDialect {
  #toolCalls = 0;

  protected override take(message: JsonObject): void {
    const type = firstText(message.type);
    const [lane, step] = splitType(type);
    if (type === 'chat.start') this.model ??= asString(message.model_instance_id);
    else if (type === 'chat.end') this.#takeEnd(asObject(message.result) ?? {});
    else if (lane === 'model_load') this.#takePhase('load', step, message);
    else if (lane === 'prompt_processing') this.#takePhase('prefill', step, message);
    else if (type === 'reasoning.delta') this.answer().reasoning(firstText(message.content), this.time);
    else if (type === 'message.delta') this.answer().content(firstText(message.content), this.time);
    else if (lane === 'tool_call') this.#takeToolStep(step, message);
  }

  #takePhase(name: 'load' | 'prefill', step: string, message: JsonObject): void {
    const progress = step === 'start' ? 0 : step === 'end' ? 1 : asCount(message.progress);
    this.answer().send({ type: 'phase', name, progress }, this.time);
  }

  #takeToolStep(step: string, message: JsonObject): void {
    const answer = this.answer();
    if (step === 'start') this.#toolCalls++;
    const index = this.#toolCalls;
    const name = asString(message.tool);
    if (step === 'start') answer.toolFragment({ index, name, arguments: '' }, this.time);
    if (step === 'arguments') {
      const args = message.arguments;
      const text = typeof args === 'string' ? args : JSON.stringify(args ?? {});
      answer.toolFragment({ index, name, arguments: text }, this.time);
    }
    if (step === 'success' || step === 'failure') this.#takeToolResult(index, step === 'failure', message);
  }

  #takeToolResult(index: number, isError: boolean, message: JsonObject): void {
    const answer = this.answer();
    const id = answer.completeToolCall(index, this.time) ?? `call_${index}`;
    const output = firstText(message.output, message.reason);
    answer.send({ type: 'tool_result', tool_call_id: id, output, is_error: isError || undefined }, this.time);
  }

  #takeEnd(result: JsonObject): void {
    const stats = asObject(result.stats);
    const completion = asCount(stats?.total_output_tokens);
    const prompt = asCount(stats?.input_tokens);
    this.timings = stats;
    if (completion !== undefined) {
      this.usage = {
        prompt_tokens: prompt,
        completion_tokens: completion,
        reasoning_tokens: asCount(stats?.reasoning_output_tokens),
        total_tokens: prompt === undefined ? undefined : prompt + completion,
      };
    }
    this.complete();
  }
}

function splitType(type: string): [lane: string, step: string] {
  const dot = type.indexOf('.');
  return [type.slice(0, dot), type.slice(dot + 1)];
}
