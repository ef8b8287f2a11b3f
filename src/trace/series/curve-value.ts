import { lowerBound, upperBound } from '../bounds.js';
import type { Samples } from './bucket-extremes.js';

/** The last sample's value at or before a time; NaN before the first and behind a break. O(log n). */
export function lastValueAt({ times, values }: Samples, timeMs: number): number {
  const index = upperBound(times, timeMs) - 1;
  return index < 0 ? NaN : values[index]!;
}

/** Where the straight line between a curve's samples passes at a time; NaN beyond its ends and at a break. O(log n). */
export function lineValueAt({ times, values }: Samples, timeMs: number): number {
  const after = upperBound(times, timeMs);
  const before = after - 1;
  if (before < 0) return NaN;
  if (times[before] === timeMs) return values[before]!;
  if (after === times.length) return NaN;
  const share = (timeMs - times[before]!) / (times[after]! - times[before]!);
  return values[before]! + share * (values[after]! - values[before]!);
}

/** The next sample's value at or after a time, where one came before; NaN behind the last and at a break. O(log n). */
export function nextValueAt({ times, values }: Samples, timeMs: number): number {
  const index = lowerBound(times, timeMs);
  const isBetween = index > 0 || times[index] === timeMs;
  return isBetween && index < times.length ? values[index]! : NaN;
}
