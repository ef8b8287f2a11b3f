import { asObject } from '../json-object.js';
import { asObjects, asString } from '../dialects/json-values.js';
import type { JsonObject, JsonValue, PromptMessage } from '../events.js';

/** The messages of a model request in any of the known dialects; parts that are no text are named by their type alone. */
export function harPrompt(request: unknown): PromptMessage[] {
  const body = asObject(request);
  if (!body) return [];
  const system = body.system ?? body.instructions ?? asObject(body.systemInstruction)?.parts;
  const asked = body.messages ?? body.input ?? body.contents ?? body.prompt;
  return [...messagesOf(system, 'system'), ...messagesOf(asked, 'user')];
}

function messagesOf(value: JsonValue | undefined, role: string): PromptMessage[] {
  if (typeof value === 'string') return [{ role, content: value }];
  const items = asObjects(value);
  const isParts =
    items.length > 0 && items.every((item) => item.role === undefined && item.content === undefined);
  if (isParts) return [{ role, content: items.map(partText).join('') }];
  return items.map((item) => ({ role: asString(item.role) ?? role, content: contentText(item) }));
}

function contentText({ content, parts }: JsonObject): string {
  if (typeof content === 'string') return content;
  return asObjects(content ?? parts)
    .map(partText)
    .join('');
}

function partText(part: JsonObject): string {
  return asString(part.text) ?? `[${asString(part.type) ?? 'part'}]`;
}
