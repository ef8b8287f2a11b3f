import type { JsonObject } from '../events.js';
import { JsonDialect } from './json-dialect.js';
import { asObject } from '../json-object.js';
import { asCount, asObjects, asString, firstText } from './json-values.js';

/**
 * Anthropic Messages: named events, a content block at a time; many tokens in a delta, and a usage that counts up. Ends with
 * `message_stop`. A body that is one message reads too.
 */
export class AnthropicStream extends JsonDialect {
  /** Each count of the usage as it was told last: later events tell only what has changed. */
  #counts: JsonObject = {};

  protected override take(message: JsonObject): void {
    switch (message.type) {
      case 'message_start':
        return this.#takeMessage(asObject(message.message) ?? {});
      case 'message':
        this.#takeMessage(message);
        return this.complete();
      case 'content_block_start':
        return this.#startBlock(indexOf(message), asObject(message.content_block) ?? {});
      case 'content_block_delta':
        return this.#takeDelta(indexOf(message), asObject(message.delta) ?? {});
      case 'content_block_stop':
        this.answer().completeToolCall(indexOf(message), this.time);
        return;
      case 'message_delta':
        this.#takeUsage(asObject(message.usage));
        this.#takeStopReason(asObject(message.delta) ?? {});
        return;
      case 'message_stop':
        return this.complete();
      default:
    }
  }

  protected override isNextRequest(message: JsonObject): boolean {
    return message.type === 'message_start';
  }

  #takeMessage(message: JsonObject): void {
    this.model ??= asString(message.model);
    this.#counts = {};
    this.#takeUsage(asObject(message.usage));
    asObjects(message.content).forEach((block, index) => {
      this.#startBlock(index, block);
      this.answer().completeToolCall(index, this.time);
    });
    this.#takeStopReason(message);
  }

  #takeStopReason(told: JsonObject): void {
    const answer = this.answer();
    answer.finishReason = firstText(told.stop_reason) || answer.finishReason;
  }

  #startBlock(index: number, block: JsonObject): void {
    const answer = this.answer();
    const type = firstText(block.type);
    if (type === 'text') answer.content(firstText(block.text), this.time);
    else if (type === 'thinking') answer.reasoning(firstText(block.thinking), this.time);
    else if (type === 'redacted_thinking') this.log('info', 'reasoning that the server keeps to itself');
    else if (type.endsWith('tool_use')) this.#startToolCall(index, block);
    else if (type.endsWith('tool_result')) this.#takeToolResult(block);
  }

  #startToolCall(index: number, block: JsonObject): void {
    const input = asObject(block.input) ?? {};
    const args = Object.keys(input).length === 0 ? '' : JSON.stringify(input);
    const call = { index, id: asString(block.id), name: asString(block.name), arguments: args };
    this.answer().toolFragment(call, this.time);
  }

  #takeToolResult(block: JsonObject): void {
    const output = typeof block.content === 'string' ? block.content : readableJson(block.content);
    const isError = block.is_error === true || firstText(asObject(block.content)?.type).endsWith('_error');
    this.answer().send(
      {
        type: 'tool_result',
        tool_call_id: firstText(block.tool_use_id),
        output,
        is_error: isError || undefined,
      },
      this.time,
    );
  }

  #takeDelta(index: number, delta: JsonObject): void {
    const answer = this.answer();
    if (delta.type === 'text_delta') answer.content(firstText(delta.text), this.time);
    else if (delta.type === 'thinking_delta') answer.reasoning(firstText(delta.thinking), this.time);
    else if (delta.type === 'input_json_delta') {
      answer.toolFragment({ index, arguments: firstText(delta.partial_json) }, this.time);
    }
  }

  #takeUsage(usage: JsonObject = {}): void {
    for (const [name, count] of Object.entries(usage)) {
      if (asCount(count) !== undefined) this.#counts[name] = count;
    }
    const prompt = promptTokens(this.#counts);
    const completion = asCount(this.#counts.output_tokens);
    if (completion === undefined) return;
    this.usage = {
      prompt_tokens: prompt,
      completion_tokens: completion,
      total_tokens: prompt === undefined ? undefined : prompt + completion,
    };
  }
}

/** Which content block a message is about. */
function indexOf(message: JsonObject): number {
  return asCount(message.index) ?? 0;
}

/** Cached parts of a prompt are counted beside the rest of it. */
function promptTokens(usage: JsonObject): number | undefined {
  const fresh = asCount(usage.input_tokens);
  if (fresh === undefined) return undefined;
  return (
    fresh + (asCount(usage.cache_creation_input_tokens) ?? 0) + (asCount(usage.cache_read_input_tokens) ?? 0)
  );
}

/** JSON without what no person reads: the ciphertext that search results carry. */
function readableJson(value: unknown): string {
  return (
    JSON.stringify(value, (key, part: unknown) => (key === 'encrypted_content' ? undefined : part)) ?? ''
  );
}
