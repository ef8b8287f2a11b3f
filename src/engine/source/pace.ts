import type { Scheduler } from '../scheduler.js';

/** Work that may be done before the host has its turn: well under a frame, so that playing stays smooth meanwhile. */
const BUDGET_MS = 8;
/** The same in characters of a file, so that it holds on a clock that stands still too. */
const BUDGET_CHARS = 256 * 1024;
/** A frame comes sooner, where there is one. */
const PAINT_MS = 100;

/** Lets the host have its turn between slices of work, often enough that no task is long. */
export class Pace {
  readonly #scheduler: Scheduler;
  #startedAtMs: number;
  #chars = 0;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
    this.#startedAtMs = scheduler.now();
  }

  /** Whether it is the host's turn, after that many more characters. */
  isSpent(chars: number): boolean {
    this.#chars += chars;
    return this.#chars >= BUDGET_CHARS || this.#scheduler.now() - this.#startedAtMs >= BUDGET_MS;
  }

  async yield(): Promise<void> {
    await this.#scheduler.yieldToHost();
    this.#startedAtMs = this.#scheduler.now();
    this.#chars = 0;
  }

  /** Lets the host paint what there is. Where it paints nothing, as behind another window, that is not waited for long. */
  async paint(): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancelFrame = this.#scheduler.requestFrame(() => (cancelTimer(), resolve()));
      const cancelTimer = this.#scheduler.setTimer(() => (cancelFrame(), resolve()), PAINT_MS);
    });
    await this.yield();
  }
}
