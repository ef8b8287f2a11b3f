import type { Block } from '../../trace/block.js';
import type { JoinedText } from '../../trace/joined-text.js';

/** The part of a block's text that is on screen: offsets in UTF-16 code units. */
export interface ShownRange {
  readonly start: number;
  readonly end: number;
}

const NOTHING: ShownRange = { start: 0, end: 0 };
const OPENING_TAG = /^\s*<think>[ \t]*\n?/;
const CLOSING_TAG = /\s*<\/think>\s*$/;
/** Long enough to hold a closing tag with the white space around it. */
const TAIL_LENGTH = 64;
/** Context on both sides of a cut: longer than any sequence of joined characters that people write. */
const CHARACTER_CONTEXT = 48;
/** Below this code, nothing joins on to the character before it, but a line feed to a carriage return. */
const FIRST_JOINING_CODE = 0x300;

/** What is shown of a block once event `index` has happened: whole characters, and no `<think>` tags around reasoning. */
export function shownRange(block: Block, index: number): ShownRange {
  const length = block.textLengthAt(index);
  if (length === 0) return NOTHING;
  const start = block.kind === 'reasoning' ? openingTagLength(block.text) : 0;
  const limit = block.kind === 'reasoning' ? closingTagStart(block.text) : block.text.length;
  const end = Math.min(limit, wholeCharactersEnd(block.text, length));
  return end <= start ? { start, end: start } : { start, end };
}

function openingTagLength(text: JoinedText): number {
  return OPENING_TAG.exec(text.slice(0, TAIL_LENGTH))?.[0].length ?? 0;
}

function closingTagStart(text: JoinedText): number {
  const tail = text.slice(Math.max(0, text.length - TAIL_LENGTH), text.length);
  const tag = CLOSING_TAG.exec(tail);
  return tag ? text.length - tail.length + tag.index : text.length;
}

/** The last offset at or before `end` that splits no character as a reader sees it. */
function wholeCharactersEnd(text: JoinedText, end: number): number {
  if (end >= text.length) return end;
  const from = Math.max(0, end - CHARACTER_CONTEXT);
  const around = text.slice(from, end + CHARACTER_CONTEXT);
  const offset = end - from;
  const next = around.charCodeAt(offset);
  if (next < FIRST_JOINING_CODE && !(next === 0x0a && around[offset - 1] === '\r')) return end;
  return from + characterStart(around, offset);
}

let segmenter: Intl.Segmenter | undefined;

function characterStart(text: string, offset: number): number {
  segmenter ??= new Intl.Segmenter();
  return segmenter.segment(text).containing(offset)?.index ?? offset;
}

/** How many line breaks stand before a text's first visible character: the view closes that gap, the text keeps them. */
export function leadingLineBreaks(text: JoinedText, { start, end }: ShownRange): number {
  const head = text.slice(start, Math.min(end, start + TAIL_LENGTH));
  return /^(?:[ \t]*\r?\n)*/.exec(head)![0].split('\n').length - 1;
}
