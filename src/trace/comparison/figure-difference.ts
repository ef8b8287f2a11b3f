import { spreadOf, type Spread } from '../metrics/spread.js';
import type { FigureDifference } from './comparison.js';

/** Differences within this share of the larger are called even. */
const EVEN_SHARE = 0.02;

/** Compares a figure over the runs of both sides that have it. */
export function figureDifference(
  leftValues: readonly number[],
  rightValues: readonly number[],
): FigureDifference {
  const left = spreadOf(leftValues);
  const right = spreadOf(rightValues);
  if (!left || !right) return { ...(left && { left }), ...(right && { right }) };
  const difference = right.median - left.median;
  return {
    left,
    right,
    difference,
    ...(left.median !== 0 && { share: difference / left.median }),
    isEven: isEven(left, right),
  };
}

function isEven(left: Spread, right: Spread): boolean {
  const larger = Math.max(Math.abs(left.median), Math.abs(right.median));
  const isNear = Math.abs(right.median - left.median) <= EVEN_SHARE * larger;
  return isNear || (left.q1 <= right.q3 && right.q1 <= left.q3);
}
