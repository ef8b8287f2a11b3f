import type { JsonObject, JsonValue } from '../events.js';
import { asObject } from '../json-object.js';
import { asObjects, firstText } from './json-values.js';

/** What a tool gave back. */
export interface ToolResult {
  readonly output: string;
  readonly is_error?: boolean;
}

/** The text of a message or of a reasoning item. */
export function itemText(item: JsonObject): string {
  return [...asObjects(item.content), ...asObjects(item.summary)]
    .map((part) => firstText(part.text, part.refusal))
    .join('');
}

/** Whether an item of a response's output is a call: of the client's tools, or of one that the server runs. */
export function isToolCall(item: JsonObject): boolean {
  return firstText(item.type).endsWith('_call');
}

/** The id of the call that an item is, or is the output of. */
export function itemCallId(item: JsonObject): string | undefined {
  return firstText(item.call_id, item.id) || undefined;
}

/** A function's own name; a tool of the server's is named by its item: `web_search_call` is `web_search`. */
export function toolName(item: JsonObject): string {
  return firstText(item.name) || firstText(item.type).slice(0, -'_call'.length);
}

/** A call's input, in whichever field its kind keeps it. */
export function toolInput(item: JsonObject): string {
  const told = firstText(item.arguments, item.input, item.code);
  const queries = Array.isArray(item.queries) ? { queries: item.queries } : undefined;
  const structured = asObject(item.action) ?? asObject(item.operation) ?? queries;
  return told || (structured ? JSON.stringify(structured) : '');
}

/** What a call's item says of its result: an MCP call's output or error, what code printed, what a search found. */
export function toolResult(item: JsonObject): ToolResult | undefined {
  const hasOutput = isToolCall(item) || firstText(item.type).endsWith('_call_output');
  if (!hasOutput) return undefined;
  if (item.error != null) {
    return {
      output: firstText(item.error, asObject(item.error)?.message) || JSON.stringify(item.error),
      is_error: true,
    };
  }
  const output = item.output ?? printed(item.outputs) ?? item.results;
  if (output == null) return undefined;
  return { output: typeof output === 'string' ? output : JSON.stringify(output) };
}

/** What code printed; pictures that it made are not text. */
function printed(outputs: JsonValue | undefined): string | undefined {
  if (!Array.isArray(outputs)) return undefined;
  return asObjects(outputs)
    .map((output) => firstText(output.logs))
    .join('');
}
