import type { JsonObject } from '../events.js';
import { JsonDialect } from './json-dialect.js';
import { asCount, asObject, asObjects, asString, firstText, parseUsage } from './json-values.js';

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
  protected override take(message: JsonObject): void {
    const type = firstText(message.type);
    const item = asObject(message.item);
    if (CONTENT_DELTAS.has(type)) this.#takeContent(message);
    else if (REASONING_DELTAS.has(type)) this.answer().reasoning(firstText(message.delta), this.time);
    else if (INPUT_DELTAS.has(type)) this.#takeInput(message);
    else if (type === 'response.output_item.added' && item) this.#startItem(item, placeOf(message));
    else if (type === 'response.output_item.done' && item) this.#endItem(item, placeOf(message));
    else if (type === 'error') this.fail(message);
    else if (message.object === 'response') this.#takeWhole(message);
    else this.#takeResponse(type, asObject(message.response) ?? {});
  }

  protected override isNextRequest(message: JsonObject): boolean {
    return message.type === 'response.created';
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
    this.answer().toolFragment({ index: placeOf(message), arguments: firstText(message.delta) }, this.time);
  }

  #startItem(item: JsonObject, index: number): void {
    if (!isToolCall(item)) return;
    const call = { index, id: toolCallId(item), name: toolName(item), arguments: '' };
    this.answer().toolFragment(call, this.time);
  }

  /** What came in no delta, such as a search's query, is told whole here. */
  #endItem(item: JsonObject, index: number): void {
    if (!isToolCall(item)) return;
    const answer = this.answer();
    const args = answer.hasToolArguments(index) ? '' : toolInput(item);
    answer.toolFragment({ index, id: toolCallId(item), name: toolName(item), arguments: args }, this.time);
    const id = answer.completeToolCall(index, this.time);
    if (id !== undefined && typeof item.output === 'string') {
      answer.send({ type: 'tool_result', tool_call_id: id, output: item.output }, this.time);
    }
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
      const texts = [...asObjects(item.content), ...asObjects(item.summary)].map((part) =>
        firstText(part.text, part.refusal),
      );
      if (item.type === 'reasoning') this.answer().reasoning(texts.join(''), this.time);
      else if (item.type === 'message') this.answer().content(texts.join(''), this.time);
      else this.#endItem(item, index);
    }
    this.#end(response);
  }

  #end(response: JsonObject): void {
    this.usage = parseUsage(response.usage);
    const reason = firstText(asObject(response.incomplete_details)?.reason);
    this.answer().finishReason = reason || firstText(response.status) || undefined;
    this.complete();
  }
}

/** The item that a message is about, by its place in the output. */
function placeOf(message: JsonObject): number {
  return asCount(message.output_index) ?? 0;
}

function isToolCall(item: JsonObject): boolean {
  return firstText(item.type).endsWith('_call');
}

function toolCallId(item: JsonObject): string | undefined {
  return firstText(item.call_id, item.id) || undefined;
}

/** A function's own name; a tool of the server's is named by its item: `web_search_call` is `web_search`. */
function toolName(item: JsonObject): string {
  return firstText(item.name) || firstText(item.type).slice(0, -'_call'.length);
}

function toolInput(item: JsonObject): string {
  const told = firstText(item.arguments, item.input, item.code);
  const structured =
    asObject(item.action) ?? (Array.isArray(item.queries) ? { queries: item.queries } : undefined);
  return told || (structured ? JSON.stringify(structured) : '');
}
