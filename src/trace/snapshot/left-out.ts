import type {
  ContentPart,
  JsonObject,
  JsonValue,
  PromptMessage,
  PromptSentEvent,
  TokenEvent,
  TraceEvent,
} from '../events.js';
import { LEFT_OUT, leftOutText } from '../left-out-text.js';
import { LEFT_OUT_PARTS, type LeftOutPart } from '../lost-parts.js';
import { withKnownFields } from '../parse-event.js';
import { encodeText } from './text-bytes.js';

/** The parts as a set. Throws a `RangeError` at one that is not known: what was meant to be left out is never sent. */
export function leftOutParts(without: Iterable<LeftOutPart> = []): ReadonlySet<LeftOutPart> {
  const parts = new Set(without);
  for (const part of parts)
    if (!LEFT_OUT_PARTS.includes(part))
      throw new RangeError(`“${part}” cannot be left out: ${LEFT_OUT_PARTS.join(', ')} can`);
  return parts;
}

/** How servers name what a model thought, as a field of a message or as a kind of part. */
const REASONING = /reason|think|thought/i;

/** Where reasoning stands within an earlier answer, that a prompt sends again. */
const THOUGHT_TAG = /<(\/?)(?:think|thinking|thoughts?|reasoning(?:_content)?)>|\[(\/?)think\]/gi;

/**
 * The event without what is left out: what came, when and how much stays, so that all figures are right. Where something is left out,
 * so are all fields that are not known here, as they may hold it too; of an event of an unknown type its type and time stay.
 */
export function withLeftOut(event: TraceEvent, parts: ReadonlySet<LeftOutPart>): TraceEvent {
  if (parts.size === 0) return event;
  if (event.type === 'prompt_sent') return promptWithLeftOut(event as PromptSentEvent, parts);
  const isReasoning = event.type === 'token' && (event as TokenEvent).channel === 'reasoning';
  return isReasoning && parts.has('reasoning') ? withoutText(event as TokenEvent) : withKnownFields(event);
}

function withoutText({
  type,
  time_ms,
  text,
  channel,
  completion_id,
  count,
  logprob,
}: TokenEvent): TokenEvent {
  return {
    type,
    time_ms,
    text: leftOutText(text),
    channel,
    ...(completion_id !== undefined && { completion_id }),
    ...(count !== undefined && { count }),
    ...(logprob !== undefined && { logprob }),
  };
}

/** A prompt is all that was sent but the system's messages, earlier answers and tool results included. */
function promptWithLeftOut(event: PromptSentEvent, parts: ReadonlySet<LeftOutPart>): PromptSentEvent {
  const { type, time_ms, completion_id, messages } = event;
  return {
    type,
    time_ms,
    ...(completion_id !== undefined && { completion_id }),
    messages: messages.map((message) => messageWithLeftOut(message, parts)),
  };
}

function messageWithLeftOut(message: PromptMessage, parts: ReadonlySet<LeftOutPart>): PromptMessage {
  if (parts.has(partOf(message))) return described(message);
  return parts.has('reasoning') ? withoutReasoning(message) : message;
}

function partOf({ role }: PromptMessage): LeftOutPart {
  return role === 'system' || role === 'developer' ? 'system' : 'prompt';
}

/** Its parts by kind and size, as those with pictures or sound always are. */
function described({ role, content }: PromptMessage): PromptMessage {
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  return { role, content: parts.map(describedPart) };
}

function describedPart({ type, text, media_type, bytes, ...more }: ContentPart): ContentPart {
  if (typeof text === 'string') return { type, media_type: 'text/plain', bytes: encodeText(text).length };
  return {
    type,
    media_type: typeof media_type === 'string' ? media_type : 'application/json',
    bytes: typeof bytes === 'number' ? bytes : encodeText(JSON.stringify(more)).length,
  };
}

/** An earlier answer without what the model thought before it. */
function withoutReasoning(message: PromptMessage): PromptMessage {
  const { role, content, ...more } = message as PromptMessage & JsonObject;
  if (isReasoning(more)) return described(message);
  return {
    ...(thoughtless(more) as JsonObject),
    role,
    content: typeof content === 'string' ? withoutThoughts(content) : content.map(partWithoutReasoning),
  };
}

function partWithoutReasoning(part: ContentPart): ContentPart {
  const holdsIt = isReasoning(part) || Object.keys(part).some((field) => REASONING.test(field));
  return holdsIt ? describedPart(part) : (thoughtless(part) as ContentPart);
}

/** JSON without what is named as reasoning in it, at any depth. */
function thoughtless(value: JsonValue): JsonValue {
  if (typeof value === 'string') return withoutThoughts(value);
  if (Array.isArray(value)) return value.filter((one) => !isReasoning(one)).map(thoughtless);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([field]) => !REASONING.test(field));
  return Object.fromEntries(kept.map(([field, held]) => [field, thoughtless(held)]));
}

function isReasoning(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return typeof value.type === 'string' && REASONING.test(value.type);
}

/** A thought may hold others. What stands before a tag that closes none is one, too: templates may open a thought themselves. */
function withoutThoughts(text: string): string {
  let kept = '';
  let keptTo = 0;
  const open: string[] = [];
  for (const { 0: tag, 1: slash, 2: otherSlash, index } of text.matchAll(THOUGHT_TAG)) {
    if (!slash && !otherSlash) {
      if (open.push(tag) === 1) kept += text.slice(keptTo, index) + tag + LEFT_OUT;
      continue;
    }
    const opening = open.pop();
    if (opening === undefined) kept = (index > 0 ? LEFT_OUT : '') + tag;
    else if (open.length === 0) kept += closingOf(opening);
    keptTo = index + tag.length;
  }
  return kept + (open.length > 0 ? closingOf(open[0]!) : text.slice(keptTo));
}

function closingOf(tag: string): string {
  return `${tag[0]}/${tag.slice(1)}`;
}
