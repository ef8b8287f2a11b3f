import { alignWords, type WordRun, type WordSearch } from './output-runs.js';
import { type FirstChange, type OutputSegment, OutputSegments } from './output-segments.js';
import { countedWords, type OutputWord, outputWords, plainWords, wholeWord } from './output-words.js';

/** How two answers differ. The segments' texts, joined per side, are exactly the answers. */
export interface OutputDifference {
  segments: OutputSegment[];
  /** Words of both that are equal, in order, as a share of all: 0..1. Where neither has any: 1 if they are the same, else 0. */
  equalShare: number;
  /** Absent: they are the same. */
  firstChange?: FirstChange;
  /** Whether the bound on edits was reached: then `equalShare` is a lower bound, as a longer search might match more. */
  isBounded: boolean;
}

export interface OutputComparisonOptions {
  /** Lets others run in between, as a page's main thread must. Absent: all is done in one go, which is faster. */
  pause?: () => Promise<void>;
  /** Edits that are searched for at most before parts are compared by themselves; work grows with the square. Default: 1,500. */
  maxEdits?: number;
}

/** About a fifth of a second of work, done in one go; enough for answers of 700 words with nothing in common. */
const MAX_EDITS = 1500;

/** So many words are cut in a few milliseconds. */
const WORDS_IN_ONE_GO = 5000;

/** So many runs of words are joined to segments in a few milliseconds. */
const RUNS_IN_ONE_GO = 1000;

/** Changed code that is less alike than this is shown as whole lines: the words that match are chance. */
const ALIKE = 0.4;

/**
 * Compares two answers by words, blanks and line breaks kept; fenced code by lines, then by the words inside changed lines. Where
 * more edits than the bound would be needed, lines are compared first, then the words of each changed stretch, in parts.
 */
export async function compareOutputs(
  left: string,
  right: string,
  options: OutputComparisonOptions = {},
): Promise<OutputDifference> {
  const { diffArrays } = await import('diff');
  const search: WordSearch = { diffArrays, maxEdits: options.maxEdits ?? MAX_EDITS, pause: options.pause };
  const { runs, isBounded } = await alignWords(
    await collect(outputWords(left), search),
    await collect(outputWords(right), search),
    search,
  );
  const found = new OutputSegments();
  for (const [at, run] of runs.entries()) {
    await addRun(found, isChanceMatch(runs, at) ? { ...run, isEqual: false } : run, search);
    if (at % RUNS_IN_ONE_GO === RUNS_IN_ONE_GO - 1) await search.pause?.();
  }
  // What is drawn of it has a turn of its own.
  await search.pause?.();
  const { segments, equalShare, firstChange } = found;
  return { segments, equalShare, firstChange, isBounded };
}

async function collect(words: Iterable<OutputWord>, { pause }: WordSearch): Promise<OutputWord[]> {
  const collected: OutputWord[] = [];
  for (const word of words) {
    if (collected.push(word) % WORDS_IN_ONE_GO === 0) await pause?.();
  }
  return collected;
}

async function addRun(found: OutputSegments, run: WordRun, search: WordSearch): Promise<void> {
  if (run.isEqual) found.addEqual(run.left, run.right);
  else if (!hasCode(run.left) || !hasCode(run.right)) found.addChanged(run.left, run.right, isAllCode(run));
  else await addChangedCode(found, run, search);
}

async function addChangedCode(found: OutputSegments, lines: WordRun, search: WordSearch): Promise<void> {
  const left = await collect(plainWords(lines.left.map(wholeWord).join('')), search);
  const right = await collect(plainWords(lines.right.map(wholeWord).join('')), search);
  const { runs } = await alignWords(left, right, search);
  if (!areAlike(runs)) return found.addChanged(lines.left, lines.right, true);
  for (const run of runs) {
    if (run.isEqual) found.addEqual(run.left, run.right, true);
    else found.addChanged(run.left, run.right, true);
  }
}

/** A comma that both have amid words that differ says nothing; a line break does. */
function isChanceMatch(runs: WordRun[], at: number): boolean {
  const { isEqual, left } = runs[at]!;
  const isAmidChanges = runs[at - 1]?.isEqual === false && runs[at + 1]?.isEqual === false;
  return isEqual && isAmidChanges && countAll(left) === 0 && !left.some((word) => /[\r\n]/.test(word.text));
}

function hasCode(words: OutputWord[]): boolean {
  return words.some((word) => word.isCodeLine);
}

/** Whether only code was added, or taken away. */
function isAllCode({ left, right }: WordRun): boolean {
  return [left, right].every((words) => words.every((word) => word.isCodeLine));
}

function areAlike(runs: WordRun[]): boolean {
  let equal = 0;
  let all = 0;
  for (const { isEqual, left, right } of runs) {
    const words = countAll(left) + countAll(right);
    all += words;
    if (isEqual) equal += words;
  }
  return equal >= ALIKE * all;
}

function countAll(words: OutputWord[]): number {
  return words.reduce((sum, word) => sum + countedWords(word), 0);
}
