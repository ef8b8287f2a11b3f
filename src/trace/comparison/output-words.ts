/** A piece of an answer that is compared as one: a word, a sign, a line break, or a whole line of code. */
export interface OutputWord {
  /** What must be the same on both sides. */
  text: string;
  /** The blanks behind it, which may differ without making it another word. */
  space: string;
  /** Whether it is a whole line of fenced code, its line break included. */
  isCodeLine: boolean;
}

/** Scripts that put no spaces between words: compared character by character. */
const UNSPACED = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]`;

const EMOJI = String.raw`\p{Extended_Pictographic}(?:[\p{M}\p{Emoji_Modifier}]|\u{200d}\p{Extended_Pictographic})*`;

const LETTERS = String.raw`(?:(?!${UNSPACED})[\p{L}\p{N}\p{M}_])+(?:['’]\p{L}+)*`;

/** A word, or one sign, or a line break, or nothing; and the blanks behind it. */
const WORD = new RegExp(
  String.raw`(?:${EMOJI}|${UNSPACED}\p{M}*|${LETTERS}|\r\n?|\n|\S\p{M}*|)([^\S\r\n]*)`,
  'gu',
);

/** A line that opens or closes fenced code, as in Markdown. */
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** Cuts an answer into words; what stands in fenced code is cut into lines. Joined again they are exactly the answer. */
export function* outputWords(text: string): Generator<OutputWord> {
  let fence: string | undefined;
  for (const line of lines(text)) {
    const mark = FENCE.exec(line)?.[1];
    if (fence === undefined) {
      fence = mark;
      yield* plainWords(line);
    } else if (mark?.startsWith(fence)) {
      fence = undefined;
      yield* plainWords(line);
    } else yield { text: line, space: '', isCodeLine: true };
  }
}

/** Cuts a text into words, code or not. */
export function* plainWords(text: string): Generator<OutputWord> {
  for (const [whole, space = ''] of text.matchAll(WORD)) {
    if (whole === '') continue;
    yield { text: whole.slice(0, whole.length - space.length), space, isCodeLine: false };
  }
}

/** A word and the blanks behind it, as they came. */
export function wholeWord(word: OutputWord): string {
  return word.text + word.space;
}

/** How many words people would count: none for blanks, line breaks and punctuation, those of the line for one of code. */
export function countedWords(word: OutputWord): number {
  if (!word.isCodeLine) return /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(word.text) ? 1 : 0;
  let count = 0;
  for (const inner of plainWords(word.text)) count += countedWords(inner);
  return count;
}

function* lines(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline + 1;
    yield text.slice(start, end);
    start = end;
  }
}
