import { countedWords, type OutputWord, wholeWord } from './output-words.js';

/** A stretch of two answers: what both have, or what each has there instead ('' for nothing). */
export type OutputSegment =
  | { kind: 'equal'; text: string; isCode?: true }
  | { kind: 'changed'; left: string; right: string; isCode: boolean };

/** Where two answers first part: offsets in characters, and how many words they share until there. */
export interface FirstChange {
  left: number;
  right: number;
  equalWords: number;
}

/** Joins runs of words to segments, and counts what is equal. */
export class OutputSegments {
  readonly segments: OutputSegment[] = [];
  firstChange?: FirstChange;
  #equalWords = 0;
  #leftWords = 0;
  #rightWords = 0;
  #leftLength = 0;
  #rightLength = 0;

  /** Words of both that are equal, as a share of all; where neither has any, whether all is equal. */
  get equalShare(): number {
    const all = this.#leftWords + this.#rightWords;
    if (all === 0) return this.firstChange ? 0 : 1;
    return (2 * this.#equalWords) / all;
  }

  /** Adds words that are the same, though the blanks behind them may differ. Those of a line of code are told to be. */
  addEqual(left: OutputWord[], right: OutputWord[], isOfCode = false): void {
    for (const [at, word] of left.entries()) {
      const isCode = isOfCode || word.isCodeLine;
      const otherSpace = right[at]!.space;
      const count = countedWords(word);
      this.#equalWords += count;
      if (word.space === otherSpace) this.#addEqualText(wholeWord(word), count, isCode);
      else {
        this.#addEqualText(word.text, count, isCode);
        this.#addChange(word.space, otherSpace, isCode);
      }
    }
  }

  /** Adds words that only one side has, or that stand in each other's place. */
  addChanged(left: OutputWord[], right: OutputWord[], isCode = false): void {
    for (const word of left) this.#leftWords += countedWords(word);
    for (const word of right) this.#rightWords += countedWords(word);
    this.#addChange(left.map(wholeWord).join(''), right.map(wholeWord).join(''), isCode);
  }

  #addEqualText(text: string, words: number, isCode: boolean): void {
    if (text === '') return;
    this.#leftWords += words;
    this.#rightWords += words;
    this.#leftLength += text.length;
    this.#rightLength += text.length;
    const last = this.segments.at(-1);
    if (last?.kind === 'equal' && (last.isCode ?? false) === isCode) last.text += text;
    else this.segments.push({ kind: 'equal', text, ...(isCode && { isCode }) });
  }

  #addChange(left: string, right: string, isCode: boolean): void {
    if (left === '' && right === '') return;
    this.firstChange ??= {
      left: this.#leftLength,
      right: this.#rightLength,
      equalWords: this.#equalWords,
    };
    this.#leftLength += left.length;
    this.#rightLength += right.length;
    const last = this.segments.at(-1);
    if (last?.kind === 'changed' && last.isCode === isCode) {
      last.left += left;
      last.right += right;
    } else this.segments.push({ kind: 'changed', left, right, isCode });
  }
}
