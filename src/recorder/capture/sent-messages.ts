import type { ContentPart, JsonObject, JsonValue, PromptMessage } from '../../trace/index.js';
import { base64Figures, binaryIn, itemsOf, objectOf, reducedJson, textIn } from './sent-json.js';

/** The fields that hold a system message, by dialect: Anthropic and Ollama, Responses, Gemini (two spellings), LM Studio. */
const SYSTEM_FIELDS = [
  'system',
  'instructions',
  'systemInstruction',
  'system_instruction',
  'system_prompt',
] as const;

/** The fields that hold the conversation: chat completions, Anthropic, Ollama; Responses and LM Studio; Gemini. */
const CONVERSATION_FIELDS = ['messages', 'input', 'contents'] as const;

/**
 * The messages of a request's body, whatever its dialect, as a file keeps them: roles and texts as they were sent, binary parts by
 * media type and size.
 */
export function sentMessages(body: JsonObject): PromptMessage[] {
  const system = SYSTEM_FIELDS.map((name) => body[name]).find((value) => value != null && value !== '');
  return [
    ...(system === undefined ? [] : [{ role: 'system', content: contentOf(system) }]),
    ...conversation(body).map(messageOf),
    ...promptsOf(body),
  ];
}

/** The items of a request's conversation, as they were sent. */
export function conversation(body: JsonObject): JsonValue[] {
  return CONVERSATION_FIELDS.flatMap((name) => {
    const value = body[name];
    return typeof value === 'string' ? [value] : itemsOf(value);
  });
}

function messageOf(item: JsonValue): PromptMessage {
  const { role, content, parts, images, ...rest } = objectOf(item) ?? { content: item };
  const said = content ?? parts;
  const { type, ...fields } = reducedJson(rest) as JsonObject;
  if (said !== undefined) {
    const isMessage = type === undefined || type === 'message' || type === 'text';
    const kept = isMessage ? fields : { type, ...fields };
    return { ...kept, role: roleOf(role, type), content: withImages(contentOf(said), images) };
  }
  // An item that is no message, such as a call of a tool and what it gave.
  return { role: roleOf(role, type), content: [partOf(rest)] };
}

function roleOf(role: JsonValue | undefined, type: JsonValue | undefined): string {
  if (typeof role === 'string') return role;
  const kind = String(type ?? '');
  if (kind.endsWith('_output')) return 'tool';
  return kind.endsWith('_call') || kind === 'reasoning' ? 'assistant' : 'user';
}

function contentOf(value: JsonValue): string | ContentPart[] {
  if (typeof value === 'string') return textOrFigures(value);
  if (Array.isArray(value)) return value.map(partOf);
  const parts = objectOf(value)?.parts;
  if (Array.isArray(parts)) return parts.map(partOf);
  return value === null ? '' : [partOf(value)];
}

/** Data may stand where a text does. */
function textOrFigures(text: string): string | ContentPart[] {
  const reduced = objectOf(reducedJson(text));
  return reduced ? [{ type: String(reduced.media_type).split('/')[0]!, ...reduced }] : text;
}

function partOf(value: JsonValue): ContentPart {
  const part = objectOf(value);
  if (!part) return { type: 'text', text: reducedJson(typeof value === 'string' ? value : String(value)) };
  for (const holder of [part, ...Object.values(part).map(objectOf)]) {
    const binary = holder && binaryIn(holder);
    if (binary) return { type: textIn(part.type) ?? binary.media_type.split('/')[0]!, ...binary };
  }
  const reduced = reducedJson(part) as JsonObject;
  return { ...reduced, type: textIn(part.type) ?? kindOf(part) };
}

/** Gemini's parts have no type: the field that they have tells. */
function kindOf(part: JsonObject): string {
  const [name = 'text'] = Object.keys(part).filter((field) => !/^thought/.test(field));
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Ollama's images are plain base64 beside the text. */
function withImages(content: string | ContentPart[], images: JsonValue | undefined): string | ContentPart[] {
  const attached = itemsOf(images).map((data) => ({
    type: 'image',
    ...base64Figures('image/*', String(data)),
  }));
  if (attached.length === 0) return content;
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  return [...parts, ...attached];
}

/** A prompt that is no conversation: one text, several, or token ids. */
function promptsOf({ prompt, images }: JsonObject): PromptMessage[] {
  if (typeof prompt === 'string') return [{ role: 'user', content: withImages(contentOf(prompt), images) }];
  const prompts = itemsOf(prompt);
  if (prompts.length === 0) return [];
  if (prompts.every((one) => typeof one === 'string')) {
    return prompts.map((one) => ({ role: 'user', content: contentOf(one) }));
  }
  return [{ role: 'user', content: [{ type: 'token_ids', count: prompts.flat().length }] }];
}
