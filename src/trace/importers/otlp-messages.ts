import { asObject, parseJson } from '../json-object.js';
import { asObjects, asString, firstText } from '../dialects/json-values.js';
import type { JsonObject, JsonValue, PromptMessage } from '../events.js';
import type { Attributes } from './otlp-spans.js';

/** The messages that a model was sent, by whichever convention tells them; none where content was not captured. */
export function inputMessages(attributes: Attributes): PromptMessage[] {
  const told = [
    ...structured(attributes.get('gen_ai.system_instructions'), 'system'),
    ...structured(attributes.get('gen_ai.input.messages'), 'user'),
  ];
  if (told.length > 0) return told;
  const numbered = [
    ...numberedMessages(attributes, /^llm\.input_messages\.(\d+)\.message\.(role|content)$/),
    ...numberedMessages(attributes, /^gen_ai\.prompt\.(\d+)\.(role|content)$/),
  ];
  if (numbered.length > 0) return numbered;
  const input = asString(attributes.get('input.value'));
  return input === undefined ? [] : [{ role: 'user', content: input }];
}

/** What the model answered, as one text; '' where content was not captured. */
export function outputText(attributes: Attributes): string {
  const told = [
    ...structured(attributes.get('gen_ai.output.messages'), 'assistant'),
    ...numberedMessages(attributes, /^llm\.output_messages\.(\d+)\.message\.(role|content)$/),
    ...numberedMessages(attributes, /^gen_ai\.completion\.(\d+)\.(role|content)$/),
  ];
  const [first] = told.map(({ content }) => content);
  return typeof first === 'string' ? first : firstText(attributes.get('output.value'));
}

/** JSON in a text, or the same as attributes: messages with parts, or parts alone. */
function structured(value: JsonValue | undefined, role: string): PromptMessage[] {
  const items = asObjects(typeof value === 'string' ? parseJson(value) : value);
  if (items.some((item) => item.parts === undefined && item.content === undefined)) return [];
  const isParts =
    items.length > 0 && items.every((item) => item.role === undefined && item.parts === undefined);
  if (isParts) return [{ role, content: items.map(partText).join('') }];
  return items.map((item) => ({ role: asString(item.role) ?? role, content: messageText(item) }));
}

function messageText({ parts, content }: JsonObject): string {
  return typeof content === 'string'
    ? content
    : asObjects(parts ?? content)
        .map(partText)
        .join('');
}

/** Parts that are no text are left to the events that tell of tools. */
function partText(part: JsonObject): string {
  const isText = part.type === undefined || part.type === 'text';
  return isText ? firstText(part.content, part.text) : '';
}

/** Older conventions number each message in the attributes' names. */
function numberedMessages(attributes: Attributes, pattern: RegExp): PromptMessage[] {
  const messages = new Map<number, { role?: string; content?: string }>();
  for (const [key, value] of attributes) {
    const [, number, field] = pattern.exec(key) ?? [];
    if (number === undefined) continue;
    const message = messages.get(Number(number)) ?? {};
    messages.set(Number(number), { ...message, [field!]: contentText(value) });
  }
  return [...messages]
    .sort(([a], [b]) => a - b)
    .map(([, { role = 'user', content = '' }]) => ({ role, content }));
}

function contentText(value: JsonValue): string {
  if (typeof value === 'string') return value;
  return asObject(value) || Array.isArray(value) ? JSON.stringify(value) : '';
}
