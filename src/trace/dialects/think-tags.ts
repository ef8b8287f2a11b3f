import type { Channel } from '../events.js';

const OPEN = '<think>';
const CLOSE = '</think>';

/** How many chunks are held back at most: a stream of nothing but blank ones is response. */
const MAX_HELD = 256;

/** A stretch of content that belongs to one channel, and what was pushed with it. */
export interface ChannelText<Origin> {
  readonly text: string;
  readonly channel: Extract<Channel, 'response' | 'reasoning'>;
  readonly origin: Origin;
}

/**
 * Parts content that begins with `<think>` into reasoning (tags included) and response. Text that may still turn out to be
 * the opening tag is held back until the next chunk decides; it keeps the origin that it was pushed with.
 */
export class ThinkTags<Origin> {
  #state: 'start' | 'reasoning' | 'response' = 'start';
  #held: { text: string; origin: Origin }[] = [];
  /** The end of the reasoning so far, where a closing tag may have begun. */
  #tail = '';

  push(text: string, origin: Origin): ChannelText<Origin>[] {
    if (text === '') return [];
    if (this.#state === 'start') return this.#decideStart(text, origin);
    if (this.#state === 'reasoning') return this.#pushReasoning(text, origin);
    return [{ text, channel: 'response', origin }];
  }

  /** Something else follows, or nothing: what was held back is response, and so is what content may still come. */
  finish(): ChannelText<Origin>[] {
    const held = this.#held.map((part) => ({ ...part, channel: 'response' as const }));
    this.#held = [];
    if (held.length > 0) this.#state = 'response';
    return held;
  }

  #decideStart(text: string, origin: Origin): ChannelText<Origin>[] {
    this.#held.push({ text, origin });
    const start = this.#held
      .map((part) => part.text)
      .join('')
      .trimStart();
    const isOpen = start.length < OPEN.length && OPEN.startsWith(start);
    if (isOpen && this.#held.length < MAX_HELD) return [];
    this.#state = start.startsWith(OPEN) ? 'reasoning' : 'response';
    const held = this.#held;
    this.#held = [];
    return held.flatMap((part) => this.push(part.text, part.origin));
  }

  #pushReasoning(text: string, origin: Origin): ChannelText<Origin>[] {
    const joined = this.#tail + text;
    const close = joined.indexOf(CLOSE);
    if (close < 0) {
      this.#tail = joined.slice(-(CLOSE.length - 1));
      return [{ text, channel: 'reasoning', origin }];
    }
    this.#state = 'response';
    const cut = close + CLOSE.length - this.#tail.length;
    const parts: ChannelText<Origin>[] = [
      { text: text.slice(0, cut), channel: 'reasoning', origin },
      { text: text.slice(cut), channel: 'response', origin },
    ];
    return parts.filter((part) => part.text !== '');
  }
}
