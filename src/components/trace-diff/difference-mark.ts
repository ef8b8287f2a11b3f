import { nothing, svg, type SVGTemplateResult } from 'lit';
import type { Comparison } from '../../trace/comparison/comparison.js';
import { durationFigure } from '../shared/figure-text.js';
import { strings } from '../strings.js';
import { diffWords } from './diff-words.js';
import { PAIR_GAP, ROW_HEIGHT } from './row-places.js';

/** Words this near to an edge begin or end there, so that they are not cut off. */
const EDGE_SHARE = 0.22;

/** Names the bucket of time in which two runs differ most, between their rows, under or over where it lies. */
export function renderDifference(
  { latency: { largest }, left, right }: Comparison,
  letters: readonly [string, string],
  endMs: number,
): SVGTemplateResult | typeof nothing {
  // Nothing follows from times that are made up.
  if (!largest || !(endMs > 0) || left.estimated || right.estimated) return nothing;
  const isRight = largest.differenceMs > 0;
  const spans = (isRight ? right : left).spans.filter(({ bucket }) => bucket === largest.name);
  const longest = spans.reduce((most, span) => (lengthOf(span) > lengthOf(most) ? span : most), spans[0]!);
  const { value, unit } = durationFigure(Math.abs(largest.differenceMs), strings());
  const text = diffWords().largestDifference(letters[Number(isRight)]!, `${value} ${unit}`, largest.name);
  const [from, to] = [longest.startMs / endMs, longest.endMs / endMs];
  const y = isRight ? ROW_HEIGHT + PAIR_GAP - 4 : ROW_HEIGHT + 3;
  const { x, anchor } = textPlace(from, to);
  return svg`<g class="difference run-${isRight ? 2 : 1}" part="largest-difference">
    <line x1=${share(from)} x2=${share(to)} y1=${y} y2=${y} />
    <text x=${share(x)} y=${isRight ? y - 5 : y + 14} text-anchor=${anchor}>${text}</text>
  </g>`;
}

function lengthOf({ startMs, endMs }: { startMs: number; endMs: number }): number {
  return endMs - startMs;
}

function textPlace(from: number, to: number): { x: number; anchor: string } {
  const middle = (from + to) / 2;
  if (middle < EDGE_SHARE) return { x: Math.min(from, middle), anchor: 'start' };
  return middle > 1 - EDGE_SHARE
    ? { x: Math.max(to, middle), anchor: 'end' }
    : { x: middle, anchor: 'middle' };
}

function share(part: number): string {
  return `${(Math.min(1, Math.max(0, part)) * 100).toFixed(3)}%`;
}
