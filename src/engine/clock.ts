/** The slowest and the fastest rate, as browsers bound them. */
export const MIN_RATE = 0.0625;
export const MAX_RATE = 16;

/** A rate within the bounds. Throws a `RangeError` for what is no finite number above 0: nothing plays backwards or stands. */
export function boundedRate(rate: number): number {
  if (!(rate > 0 && rate < Infinity))
    throw new RangeError(`A playback rate must be a finite number above 0, not ${rate}.`);
  return Math.min(MAX_RATE, Math.max(MIN_RATE, rate));
}

/** Tells a playhead where it is: its run's own clock, or one that leads several runs. */
export interface RunClock {
  /** From `nowMs` of the host's time on, run time goes on from `timeMs` at `rate`. */
  anchor(nowMs: number, timeMs: number, rate: number): void;
  timeAt(nowMs: number): number;
  /** How long the host has to wait, from `nowMs` on, until run time is `timeMs`. Not negative. */
  delayUntil(timeMs: number, nowMs: number): number;
}

/** Run time as a function of the host's time: `anchor + (now − anchored) × rate`. It sums nothing up, so it never drifts. */
export class Clock implements RunClock {
  #anchorMs = 0;
  #anchoredAtMs = 0;
  #rate = 1;

  anchor(nowMs: number, timeMs: number, rate: number): void {
    this.#anchoredAtMs = nowMs;
    this.#anchorMs = timeMs;
    this.#rate = rate;
  }

  timeAt(nowMs: number): number {
    return this.#anchorMs + (nowMs - this.#anchoredAtMs) * this.#rate;
  }

  delayUntil(timeMs: number, nowMs: number): number {
    return Math.max(0, (timeMs - this.timeAt(nowMs)) / this.#rate);
  }
}
