import type { Channel } from '../events.js';

const OPEN = '<think>';
const CLOSE = '</think>';

/** A stretch of content that belongs to one channel, and when it came. */
export interface ChannelText {
  readonly text: string;
  readonly channel: Extract<Channel, 'response' | 'reasoning'>;
  readonly arrivalMs: number;
}

/**
 * Parts content that begins with `<think>` into reasoning (tags included) and response. Text that may still turn out to be
 * the opening tag is held back until the next chunk decides.
 */
export class ThinkTags {
  #state: 'start' | 'reasoning' | 'response' = 'start';
  #held: { text: string; arrivalMs: number }[] = [];
  /** The end of the reasoning so far, where a closing tag may have begun. */
  #tail = '';

  push(text: string, arrivalMs: number): ChannelText[] {
    if (text === '') return [];
    if (this.#state === 'start') return this.#decideStart(text, arrivalMs);
    if (this.#state === 'reasoning') return this.#pushReasoning(text, arrivalMs);
    return [{ text, channel: 'response', arrivalMs }];
  }

  /** No more content comes: what was held back is response. */
  finish(): ChannelText[] {
    const held = this.#held.map((part) => ({ ...part, channel: 'response' as const }));
    this.#held = [];
    return held;
  }

  #decideStart(text: string, arrivalMs: number): ChannelText[] {
    this.#held.push({ text, arrivalMs });
    const start = this.#held
      .map((part) => part.text)
      .join('')
      .trimStart();
    if (start.length < OPEN.length && OPEN.startsWith(start)) return [];
    this.#state = start.startsWith(OPEN) ? 'reasoning' : 'response';
    const held = this.#held;
    this.#held = [];
    return held.flatMap((part) => this.push(part.text, part.arrivalMs));
  }

  #pushReasoning(text: string, arrivalMs: number): ChannelText[] {
    const joined = this.#tail + text;
    const close = joined.indexOf(CLOSE);
    if (close < 0) {
      this.#tail = joined.slice(-(CLOSE.length - 1));
      return [{ text, channel: 'reasoning', arrivalMs }];
    }
    this.#state = 'response';
    const cut = close + CLOSE.length - this.#tail.length;
    const parts: ChannelText[] = [
      { text: text.slice(0, cut), channel: 'reasoning', arrivalMs },
      { text: text.slice(cut), channel: 'response', arrivalMs },
    ];
    return parts.filter((part) => part.text !== '');
  }
}
