import type { diffArrays } from 'diff';
import { leastEdits } from './least-edits.js';
import { type OutputWord, wholeWord } from './output-words.js';

/** Consecutive words that both answers have (then as many on the left as on the right), or that are not the same. */
export interface WordRun {
  isEqual: boolean;
  left: OutputWord[];
  right: OutputWord[];
}

/** How far a search for equal words goes, and whether it lets others run in between. */
export interface WordSearch {
  diffArrays: typeof diffArrays;
  /** Edits that are searched for at most; work grows with the square. */
  maxEdits: number;
  /** Lets others run. Absent: all is done in one go. */
  pause?: () => Promise<void>;
}

export interface WordRuns {
  runs: WordRun[];
  /** Whether the search of some stretch went over the bound, so that a longer one might have matched more. */
  isBounded: boolean;
}

/** A search over so many edits takes some ten milliseconds: about half their square in steps. */
const EDITS_IN_ONE_GO = 500;

/** What the parts of answers that were cut may take together, in edits times words: a second or two. */
const PARTS_WORK = 10_000_000;
const FEWEST_EDITS = 40;

/**
 * Aligns two answers' words. Past the bound on edits, their lines are aligned first, then the words of each stretch of changed
 * lines; a stretch that is still too much is cut in the middle. The more words there are in such stretches, the less far each part
 * is searched, so that also answers of a hundred thousand words come to an end.
 */
export async function alignWords(
  left: OutputWord[],
  right: OutputWord[],
  search: WordSearch,
): Promise<WordRuns> {
  const runs = await alignAll(left, right, wordKey, search);
  if (runs) return { runs, isBounded: false };
  const within = { ...search, maxEdits: Math.min(search.maxEdits, EDITS_IN_ONE_GO) };
  const stretches = await stretchesByLines(left, right, within);
  const inParts = { ...within, maxEdits: Math.min(within.maxEdits, editsOfPart(stretches)) };
  const found: WordRuns = { runs: [], isBounded: false };
  for (const stretch of stretches) {
    if (stretch.isEqual) found.runs.push(stretch);
    else await alignStretch(stretch.left, stretch.right, inParts, found);
  }
  return found;
}

function editsOfPart(stretches: readonly WordRun[]): number {
  const words = stretches.reduce(
    (sum, { isEqual, left, right }) => sum + (isEqual ? 0 : left.length + right.length),
    0,
  );
  return Math.max(FEWEST_EDITS, Math.floor(PARTS_WORK / words));
}

async function stretchesByLines(
  left: OutputWord[],
  right: OutputWord[],
  search: WordSearch,
): Promise<WordRun[]> {
  // A line of code is one word: it is not the same as its twin in prose.
  const lineKey = (line: OutputWord[]) => `${line[0]!.isCodeLine} ${line.map(wholeWord).join('')}`;
  const lines = await alignAll(linesOf(left), linesOf(right), lineKey, search);
  if (!lines) return [{ isEqual: false, left, right }];
  return lines.map((run) => ({ ...run, left: run.left.flat(), right: run.right.flat() }));
}

async function alignStretch(
  left: OutputWord[],
  right: OutputWord[],
  search: WordSearch,
  found: WordRuns,
): Promise<void> {
  await search.pause?.();
  const runs = await alignAll(left, right, wordKey, search);
  if (runs) {
    for (const run of runs) found.runs.push(run);
    return;
  }
  found.isBounded = true;
  if (left.length <= 1 || right.length <= 1) found.runs.push({ isEqual: false, left, right });
  else {
    const [leftMiddle, rightMiddle] = [left.length >> 1, right.length >> 1];
    await alignStretch(left.slice(0, leftMiddle), right.slice(0, rightMiddle), search, found);
    await alignStretch(left.slice(leftMiddle), right.slice(rightMiddle), search, found);
  }
}

function wordKey(word: OutputWord): string {
  return word.text;
}

interface Run<T> {
  isEqual: boolean;
  left: T[];
  right: T[];
}

/** Aligns two sequences by their items' keys. Undefined: more edits than the bound. */
async function alignAll<T>(
  left: T[],
  right: T[],
  keyOf: (item: T) => string,
  search: WordSearch,
): Promise<Run<T>[] | undefined> {
  const [leftKeys, rightKeys] = [left.map(keyOf), right.map(keyOf)];
  const least = await leastEdits(leftKeys, rightKeys, search.pause);
  // Nothing is in both: there is nothing to search for.
  if (least > 0 && least === left.length + right.length) return [{ isEqual: false, left, right }];
  const changes = least > search.maxEdits ? undefined : await changesOf(leftKeys, rightKeys, search);
  if (!changes) return undefined;
  const runs: Run<T>[] = [];
  let leftAt = 0;
  let rightAt = 0;
  for (const { added, removed, count } of changes) {
    const isEqual = !added && !removed;
    const last = runs.at(-1);
    const run = last?.isEqual === isEqual ? last : { isEqual, left: [], right: [] };
    if (run !== last) runs.push(run);
    if (!added) for (const end = leftAt + count; leftAt < end; leftAt++) run.left.push(left[leftAt]!);
    if (!removed) for (const end = rightAt + count; rightAt < end; rightAt++) run.right.push(right[rightAt]!);
  }
  return runs;
}

type Changes = ReturnType<typeof diffArrays<string>>;

/** First as far as a few milliseconds go, then, if others are to run in between, an edit length at a time. */
async function changesOf(left: string[], right: string[], search: WordSearch): Promise<Changes | undefined> {
  const { diffArrays, maxEdits, pause } = search;
  const inOneGo = pause ? Math.min(maxEdits, EDITS_IN_ONE_GO) : maxEdits;
  const found = diffArrays(left, right, { maxEditLength: inOneGo });
  if (found || inOneGo === maxEdits) return found;
  return new Promise((resolve) => {
    diffArrays(left, right, { maxEditLength: maxEdits, callback: resolve });
  });
}

function linesOf(words: OutputWord[]): OutputWord[][] {
  const lines: OutputWord[][] = [];
  let line: OutputWord[] | undefined;
  for (const word of words) {
    if (!line) lines.push((line = []));
    line.push(word);
    if (/[\r\n]$/.test(word.text)) line = undefined;
  }
  return lines;
}
