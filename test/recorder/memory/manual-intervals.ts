import type { PollTimers } from '../../../src/recorder/memory/poll.js';

/** Interval timers that run when they are told to. */
export class ManualIntervals implements PollTimers {
  readonly #timers = new Map<number, { callback: () => void; ms: number }>();
  #last = 0;

  /** The periods of all that run, in milliseconds. */
  get periods(): number[] {
    return [...this.#timers.values()].map(({ ms }) => ms).sort((a, b) => a - b);
  }

  setInterval(callback: () => void, ms: number): number {
    this.#timers.set(++this.#last, { callback, ms });
    return this.#last;
  }

  clearInterval(timer: unknown): void {
    this.#timers.delete(timer as number);
  }

  /** Runs every timer once. */
  tick(): void {
    for (const { callback } of [...this.#timers.values()]) callback();
  }
}
