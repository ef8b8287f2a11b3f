/** The slowest and the fastest rate, as browsers bound them. */
export const MIN_RATE = 0.0625;
export const MAX_RATE = 16;

/** A rate within the bounds. Throws a `RangeError` for what is no finite number above 0: nothing plays backwards or stands. */
export function boundedRate(rate: number): number {
  if (!(rate > 0 && rate < Infinity))
    throw new RangeError(`A playback rate must be a finite number above 0, not ${rate}.`);
  return Math.min(MAX_RATE, Math.max(MIN_RATE, rate));
}

/** Run time as a function of the host's time: `anchor + (now − anchored) × rate`. It sums nothing up, so it never drifts. */
export class Clock {
  #anchorMs = 0;
  #anchoredAtMs = 0;
  #rate = 1;

  /** From `nowMs` on, run time goes on from `timeMs` at `rate`. */
  anchor(nowMs: number, timeMs: number, rate: number): void {
    this.#anchoredAtMs = nowMs;
    this.#anchorMs = timeMs;
    this.#rate = rate;
  }

  timeAt(nowMs: number): number {
    return this.#anchorMs + (nowMs - this.#anchoredAtMs) * this.#rate;
  }

  /** How long the host has to wait, from `nowMs` on, until run time is `timeMs`. Not negative. */
  delayUntil(timeMs: number, nowMs: number): number {
    return Math.max(0, (timeMs - this.timeAt(nowMs)) / this.#rate);
  }
}
