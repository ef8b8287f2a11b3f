import type { JsonObject } from '../events.js';
import { JsonDialect } from './json-dialect.js';
import { asObject } from '../json-object.js';
import { asCount, asObjects, asString, firstText, parseUsage } from './json-values.js';
import { prefillProgress } from './llama-cpp-timings.js';
import { isToolCall, itemCallId, itemText, toolInput, toolName, toolResult } from './openai-response-item.js';

/** Deltas that are text of the response, of its reasoning, or of a tool call's input. */
const CONTENT_DELTAS = new Set(['response.output_text.delta', 'response.refusal.delta']);
const REASONING_DELTAS = new Set(['response.reasoning_text.delta', 'response.reasoning_summary_text.delta']);
const INPUT_DELTAS = new Set([
  'response.function_call_arguments.delta',
  'response.custom_tool_call_input.delta',
  'response.mcp_call_arguments.delta',
  'response.code_interpreter_call_code.delta',
]);

/**
 * OpenAI Responses: events told apart by `type`, items told apart by their place in the output. Ends with `response.completed`, `.incomplete` or
 * `.failed`. Tools that the server runs are items as well. A body that is one response reads too.
 */
export class OpenAIResponsesStream extends JsonDialect {
  /** The places of items by their ids, for servers that tell the one without the other. */
  readonly #places = new Map<string, number>();

  protected override take(message: JsonObject): void {
    const type = firstText(message.type);
    const item = asObject(message.item);
    this.#takeLlamaCpp(message);
    if (CONTENT_DELTAS.has(type)) this.#takeContent(message);
    else if (REASONING_DELTAS.has(type)) this.answer().reasoning(firstText(message.delta), this.time);
    else if (INPUT_DELTAS.has(type)) this.#takeInput(message);
    else if (type === 'response.output_item.added' && item) this.#startItem(item, this.#placeOf(message));
    else if (type === 'response.output_item.done' && item) this.#endItem(item, this.#placeOf(message));
    else if (type === 'error') this.fail(message);
    else if (message.object === 'response') this.#takeWhole(message);
    else this.#takeResponse(type, asObject(message.response) ?? {});
  }

  protected override isNextRequest(message: JsonObject): boolean {
    return message.type === 'response.created';
  }

  /** llama.cpp's progress and figures, which it adds to any message. */
  #takeLlamaCpp(message: JsonObject): void {
    this.timings = asObject(message.timings) ?? asObject(asObject(message.response)?.timings) ?? this.timings;
    const progress = prefillProgress(message);
    if (progress !== undefined) this.answer().send({ type: 'phase', name: 'prefill', progress }, this.time);
  }

  /** The item that a message is about: by its place in the output, else by its id. */
  #placeOf(message: JsonObject): number {
    const id = firstText(message.item_id, asObject(message.item)?.id);
    const known = asCount(message.output_index) ?? this.#places.get(id);
    // Places of our own must be none of the server's.
    const place = known ?? -1 - this.#places.size;
    if (id !== '') this.#places.set(id, place);
    return place;
  }

  #takeContent(message: JsonObject): void {
    const logprobs = asObjects(message.logprobs);
    const logprob = logprobs.length === 1 ? logprobs[0]!.logprob : undefined;
    this.answer().content(firstText(message.delta), this.time, {
      count: logprobs.length || undefined,
      logprob: typeof logprob === 'number' ? logprob : undefined,
    });
  }

  #takeInput(message: JsonObject): void {
    const index = this.#placeOf(message);
    this.answer().toolFragment({ index, arguments: firstText(message.delta) }, this.time);
  }

  #startItem(item: JsonObject, index: number): void {
    if (!isToolCall(item)) return;
    const call = { index, id: itemCallId(item), name: toolName(item), arguments: '' };
    this.answer().toolFragment(call, this.time);
  }

  /** What came in no delta, such as a search's query, is told whole here. */
  #endItem(item: JsonObject, index: number): void {
    const answer = this.answer();
    if (isToolCall(item)) {
      const args = answer.hasToolArguments(index) ? '' : toolInput(item);
      answer.toolFragment({ index, id: itemCallId(item), name: toolName(item), arguments: args }, this.time);
    }
    const id = answer.completeToolCall(index, this.time) ?? itemCallId(item);
    const result = toolResult(item);
    if (id === undefined || !result) return;
    answer.send({ type: 'tool_result', tool_call_id: id, ...result }, this.time);
  }

  #takeResponse(type: string, response: JsonObject): void {
    this.model ??= asString(response.model);
    if (type === 'response.failed') return this.fail(response);
    if (type !== 'response.completed' && type !== 'response.incomplete') return;
    this.#end(response);
  }

  #takeWhole(response: JsonObject): void {
    this.model ??= asString(response.model);
    for (const [index, item] of asObjects(response.output).entries()) {
      if (item.type === 'reasoning') this.answer().reasoning(itemText(item), this.time);
      else if (item.type === 'message') this.answer().content(itemText(item), this.time);
      else this.#endItem(item, index);
    }
    if (response.status !== 'queued' && response.status !== 'in_progress') this.#end(response);
  }

  #end(response: JsonObject): void {
    this.usage = parseUsage(response.usage);
    const reason = firstText(asObject(response.incomplete_details)?.reason);
    this.answer().finishReason = reason || firstText(response.status) || undefined;
    this.complete();
  }
}
