import { clockText } from '../shared/figure-text.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The steps that a time axis may have, in milliseconds. */
export const timeTicks: number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 6, 12, 24, 48, 120, 480, 2400, 12_000].map((count) => count * HOUR),
];

/** From here on, a clock reads better than seconds. */
const CLOCK_FROM_MS = 3 * MINUTE;

/** What stands at the ticks, all with the decimals that their step needs: `1.5`, `2.0`; from three minutes on `4:30`. */
export function tickTexts(ticksMs: readonly number[]): string[] {
  const stepMs = ticksMs.length > 1 ? ticksMs[1]! - ticksMs[0]! : SECOND;
  const decimals = stepMs >= SECOND ? 0 : stepMs >= 100 ? 1 : stepMs >= 10 ? 2 : 3;
  const isClock = Math.max(...ticksMs.map(Math.abs)) >= CLOCK_FROM_MS;
  return ticksMs.map((timeMs) => (isClock ? clock(timeMs, decimals) : (timeMs / SECOND).toFixed(decimals)));
}

function clock(timeMs: number, decimals: number): string {
  const text = clockText(Math.abs(timeMs));
  const shown = decimals === 0 ? text.slice(0, -4) : text.slice(0, text.length - 3 + decimals);
  return timeMs < 0 ? `−${shown}` : shown;
}
