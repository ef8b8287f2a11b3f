import type { JsonObject, JsonValue } from '../../trace/index.js';
import { itemsOf, objectOf, reducedJson, textIn } from './sent-json.js';
import { conversation } from './sent-messages.js';

/** What a tool gave, as a request tells it to the model. Gemini and Ollama may name the tool instead of the call. */
export interface SentToolResult {
  readonly id?: string;
  readonly name?: string;
  readonly output: string;
  readonly isError: boolean;
}

/** The tools' results among a request's messages, in order, whatever its dialect. */
export function sentToolResults(body: JsonObject): SentToolResult[] {
  return conversation(body).flatMap((item) => {
    const message = objectOf(item);
    return message ? resultsIn(message) : [];
  });
}

function resultsIn(message: JsonObject): SentToolResult[] {
  const name = textIn(message.tool_name) ?? textIn(message.name);
  if (message.role === 'tool') return [result(message.tool_call_id, message.content, { name })];
  if (typeof message.type === 'string' && message.type.endsWith('_output')) {
    return [result(message.call_id, message.output)];
  }
  return [...itemsOf(message.content), ...itemsOf(message.parts)].flatMap((part) => {
    const { type, tool_use_id: id, content, is_error: isError, functionResponse } = objectOf(part) ?? {};
    if (type === 'tool_result') return [result(id, content, { isError: isError === true })];
    const told = objectOf(functionResponse);
    return told ? [result(told.id, told.response, { name: textIn(told.name) })] : [];
  });
}

function result(
  id: JsonValue | undefined,
  output: JsonValue | undefined,
  { name, isError = false }: { name?: string; isError?: boolean } = {},
): SentToolResult {
  return { id: textIn(id), name, output: outputText(output ?? ''), isError };
}

function outputText(output: JsonValue): string {
  if (typeof output === 'string') return output;
  const parts = itemsOf(output).map((part) => textIn(objectOf(part)?.text));
  const isText = parts.length > 0 && parts.every((text) => text !== undefined);
  return isText ? parts.join('') : JSON.stringify(reducedJson(output));
}
