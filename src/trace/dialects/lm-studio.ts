import type { JsonObject, JsonValue } from '../events.js';
import { JsonDialect } from './json-dialect.js';
import { asObject } from '../json-object.js';
import { asCount, asObjects, asString, firstText } from './json-values.js';

/**
 * LM Studio's own `/api/v1/chat`: named events for loading, reading the prompt, reasoning, tools and the message. An `error` is
 * followed by `chat.end`, which tells the figures.
 */
export class LMStudioStream extends JsonDialect {
  #toolCalls = 0;
  #isCallOpen = false;

  protected override take(message: JsonObject): void {
    const type = firstText(message.type);
    const [lane, step] = splitType(type);
    if (Array.isArray(message.output)) this.#takeWhole(message);
    else if (type === 'chat.start') this.model ??= asString(message.model_instance_id);
    else if (type === 'chat.end') this.#takeEnd(asObject(message.result) ?? {});
    else if (lane === 'model_load') this.#takePhase('load', step, message);
    else if (lane === 'prompt_processing') this.#takePhase('prefill', step, message);
    else if (type === 'reasoning.delta') this.answer().reasoning(firstText(message.content), this.time);
    else if (type === 'message.delta') this.answer().content(firstText(message.content), this.time);
    else if (lane === 'tool_call') this.#takeToolStep(step, message);
  }

  protected override isNextRequest(message: JsonObject): boolean {
    return message.type === 'chat.start';
  }

  /** An answer that was not streamed. */
  #takeWhole(answer: JsonObject): void {
    this.model ??= asString(answer.model_instance_id);
    for (const item of asObjects(answer.output)) {
      if (item.type === 'reasoning') this.answer().reasoning(firstText(item.content), this.time);
      else if (item.type === 'message') this.answer().content(firstText(item.content), this.time);
      else if (item.type === 'tool_call') this.#takeWholeCall(item);
    }
    this.#takeEnd(answer);
  }

  #takeWholeCall(item: JsonObject): void {
    this.#takeToolStep('start', item);
    this.#takeToolStep('arguments', item);
    this.#takeToolStep('success', item);
  }

  #takePhase(name: 'load' | 'prefill', step: string, message: JsonObject): void {
    const progress = step === 'start' ? 0 : step === 'end' ? 1 : asCount(message.progress);
    this.answer().send({ type: 'phase', name, progress }, this.time);
  }

  #takeToolStep(step: string, message: JsonObject): void {
    if (step === 'start') this.#startCall(message, '');
    else if (step === 'arguments') this.#takeArguments(message);
    else if (step === 'success' || step === 'failure') this.#takeToolResult(step === 'failure', message);
  }

  #startCall(message: JsonObject, args: string): void {
    this.#isCallOpen = true;
    const name = firstText(message.tool, asObject(message.metadata)?.tool_name) || undefined;
    this.answer().toolFragment({ index: ++this.#toolCalls, name, arguments: args }, this.time);
  }

  #takeArguments(message: JsonObject): void {
    if (message.arguments === undefined || this.answer().hasToolArguments(this.#toolCalls)) return;
    const args = jsonText(message.arguments);
    if (!this.#isCallOpen) return this.#startCall(message, args);
    this.answer().toolFragment({ index: this.#toolCalls, arguments: args }, this.time);
  }

  /** A result tells its call again: all of it where the call was told by nothing else, such as one of a wrong name. */
  #takeToolResult(isError: boolean, message: JsonObject): void {
    const answer = this.answer();
    this.#takeArguments({ ...asObject(message.metadata), ...message });
    if (!this.#isCallOpen) this.#startCall(message, '');
    this.#isCallOpen = false;
    const id = answer.completeToolCall(this.#toolCalls, this.time)!;
    const output = jsonText(message.output ?? message.reason);
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

/** Text as it is, anything else as JSON. */
function jsonText(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}

function splitType(type: string): [lane: string, step: string] {
  const dot = type.indexOf('.');
  return [type.slice(0, dot), type.slice(dot + 1)];
}
