import type { ContentPart, PromptMessage, PromptSentEvent, TokenEvent, TraceEvent } from '../events.js';
import { encodeText } from './text-bytes.js';

/** What a sender may leave out of a link. */
export type LeftOutPart = 'prompt' | 'system' | 'reasoning';

/** Stands for a chunk of text that is left out: a chunk must have a text, or it would not count as one. */
const LEFT_OUT = '░';

/** The event without what is left out: what came, when and how much stays, so that all figures are right. */
export function withLeftOut(event: TraceEvent, parts: ReadonlySet<LeftOutPart>): TraceEvent {
  if (parts.size === 0) return event;
  if (event.type === 'prompt_sent') return withoutMessages(event as PromptSentEvent, parts);
  const isReasoning = event.type === 'token' && (event as TokenEvent).channel === 'reasoning';
  if (!isReasoning || !parts.has('reasoning')) return event;
  const token = event as TokenEvent;
  return { ...token, text: token.text === '' ? '' : LEFT_OUT };
}

/** A prompt is all that was sent but the system's messages, earlier answers and tool results included. */
function withoutMessages(event: PromptSentEvent, parts: ReadonlySet<LeftOutPart>): PromptSentEvent {
  return {
    ...event,
    messages: event.messages.map((message) =>
      parts.has(partOf(message)) ? withoutContent(message) : message,
    ),
  };
}

function partOf({ role }: PromptMessage): LeftOutPart {
  return role === 'system' || role === 'developer' ? 'system' : 'prompt';
}

/** Its parts by kind and size, as those with pictures or sound always are. */
function withoutContent({ role, content }: PromptMessage): PromptMessage {
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  return { role, content: parts.map(withoutText) };
}

function withoutText(part: ContentPart): ContentPart {
  if (typeof part.text !== 'string') return part;
  return { type: part.type, media_type: 'text/plain', bytes: encodeText(part.text).length };
}
