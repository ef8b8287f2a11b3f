import { asCount } from '../dialects/json-values.js';
import type { JsonObject } from '../events.js';

/** How far sums may be from the total and still mean it. */
const TOLERANCE = 0.05;

/**
 * When each step of a Model Lens trace begins, in milliseconds. Its `timing_ms` is read as what adds up: durations whose sum is the
 * total, offsets that grow up to it, or else durations that are stretched over it.
 */
export function stepTimes(steps: readonly JsonObject[], totalMs: number): number[] {
  const told = steps.map((step) => asCount(step.timing_ms) ?? 0);
  const sum = told.reduce((all, one) => all + one, 0);
  if (!isAbout(sum, totalMs) && isGrowing(told) && isAbout(told.at(-1) ?? 0, totalMs)) return told;
  const scale = totalMs > 0 && sum > 0 && !isAbout(sum, totalMs) ? totalMs / sum : 1;
  let endMs = 0;
  return told.map((duration) => {
    const beginMs = endMs;
    endMs += duration * scale;
    return beginMs;
  });
}

function isAbout(value: number, totalMs: number): boolean {
  return Math.abs(value - totalMs) <= totalMs * TOLERANCE;
}

function isGrowing(values: readonly number[]): boolean {
  return values.every((value, index) => index === 0 || value >= values[index - 1]!);
}
