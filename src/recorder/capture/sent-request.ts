import { type JsonObject, parseJsonObject, type PromptMessage } from '../../trace/index.js';
import type { CompletionRoute } from './completion-route.js';
import { textIn } from './sent-json.js';
import { sentMessages } from './sent-messages.js';
import { sentParams } from './sent-params.js';
import { type SentToolResult, sentToolResults } from './sent-tool-results.js';

/** What a request for a completion asks, as far as a recording keeps it. */
export interface SentRequest {
  readonly model: string;
  readonly messages: PromptMessage[];
  readonly params?: JsonObject;
  readonly toolResults: readonly SentToolResult[];
}

/** What is known of a request whose body is not seen. */
export function unseenRequest({ model = '' }: CompletionRoute): SentRequest {
  return { model, messages: [], toolResults: [] };
}

/** Fields of which a request for a completion has one at least. */
const ASKS = ['messages', 'prompt', 'input', 'contents', 'model'];

/** Reads a request's body. Undefined when it is none for a completion, whatever its path says. */
export function parseSentRequest(text: string, route: CompletionRoute): SentRequest | undefined {
  const body = parseJsonObject(text);
  if (!body || !ASKS.some((name) => name in body)) return undefined;
  return {
    model: textIn(body.model) ?? route.model ?? '',
    messages: sentMessages(body),
    params: sentParams(body),
    toolResults: sentToolResults(body),
  };
}
