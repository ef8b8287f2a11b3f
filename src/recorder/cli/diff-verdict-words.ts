import type { OutputDifference } from '../../trace/comparison/output-difference.js';
import type { VerdictClause, VerdictKind, VerdictObstacle } from '../../trace/index.js';
import type { SideNames } from './diff-caveat-words.js';
import { figureText, shareText, signedText } from './diff-figures.js';

const WON: Readonly<Record<VerdictKind, string>> = {
  first_to_answer: 'was first to answer',
  finished_first: 'finished first',
  generated_faster: 'generated faster',
  used_more_memory: 'used more memory',
};
const EVEN: Readonly<Record<VerdictKind, string>> = {
  first_to_answer: 'They answered at about the same time',
  finished_first: 'They finished at about the same time',
  generated_faster: 'They generated about equally fast',
  used_more_memory: 'They used about as much memory',
};
const UNKNOWN: Readonly<Record<VerdictKind, string>> = {
  first_to_answer: 'Who was first to answer',
  finished_first: 'Who finished first',
  generated_faster: 'Who generated faster',
  used_more_memory: 'Who used more memory',
};
const OBSTACLES: Readonly<Record<VerdictObstacle, string>> = {
  missing: 'the figure is not there for both',
  estimated: 'times are made up',
  came_at_once: 'an answer came at once',
  not_completed: 'not both were completed',
  different_kinds: 'the figures count different things',
};
const UNITS: Readonly<Partial<Record<VerdictClause['unit'], string>>> = { tokens_per_second: ' tokens/s' };

/** A clause of the verdict in English, with its figures. */
export function clauseText(clause: VerdictClause, names: SideNames): string {
  const { kind, outcome, unit, figures, obstacle, isApproximate } = clause;
  if (outcome === 'unknown') return `${UNKNOWN[kind]} cannot be said: ${OBSTACLES[obstacle!]}.`;
  const figure = (side: 'left' | 'right') =>
    `${isApproximate ? '≈' : ''}${figureText(figures[side]!.median, unit)}${UNITS[unit] ?? ''}`;
  if (outcome === 'even') return `${EVEN[kind]}: ${figure('left')} and ${figure('right')}.`;
  const other = outcome === 'left' ? 'right' : 'left';
  const change = [signedText(figures.difference, unit), shareText(figures.share)].filter(Boolean).join(', ');
  return `${names[outcome]} ${WON[kind]}: ${figure(outcome)} against ${figure(other)} (${names.right} − ${names.left}: ${isApproximate ? '≈' : ''}${change}).`;
}

/** How alike the answers are, in English. */
export function outputText(output: OutputDifference | 'too_long'): string {
  if (output === 'too_long') return 'The answers differ, and are too long to be compared word by word.';
  const { equalShare, firstChange, isBounded } = output;
  if (!firstChange) return 'The answers are the same.';
  const share = `${isBounded ? 'at least ' : ''}${wholePercent(equalShare)} % of their words`;
  const { equalWords } = firstChange;
  const from = equalWords === 0 ? 'from the first on' : `after ${equalWords === 1 ? 'one' : equalWords}`;
  return `The answers share ${share}, and differ ${from}.`;
}

/** To the nearest; what is not all equal never reads as 100 %. */
function wholePercent(share: number): number {
  return Math.min(99, Math.round(share * 100));
}
