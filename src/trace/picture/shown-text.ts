import type { Block } from '../block.js';

const OPENING_TAG = '<think>';
const CLOSING_TAG = '</think>';

/** What a picture shows of a block's text. */
export interface ShownText {
  /** Where it begins in the block's text, in UTF-16 code units. */
  readonly start: number;
  readonly text: string;
  /** Whether nothing but tags and blank lines around it is left out. */
  readonly isWhole: boolean;
}

/** A block's text, or its first `most` UTF-16 code units, without blank lines around it, and without the tags of reasoning. */
export function shownText(block: Block, most: number): ShownText {
  const head = block.text.slice(0, most);
  const isReasoning = block.kind === 'reasoning';
  const tagged = isReasoning && head.trimStart().startsWith(OPENING_TAG);
  const open = tagged ? head.indexOf(OPENING_TAG) + OPENING_TAG.length : 0;
  const ink = head.length - head.slice(open).trimStart().length;
  // The first line keeps its indent.
  const start = Math.max(open, head.lastIndexOf('\n', ink - 1) + 1);
  const text = head.slice(start).trimEnd();
  const isClosed = isReasoning && text.endsWith(CLOSING_TAG);
  return {
    start,
    text: isClosed ? text.slice(0, -CLOSING_TAG.length).trimEnd() : text,
    isWhole: block.text.length <= most,
  };
}
