/** The timers that work which can wait runs on. */
export interface WorkTimers {
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
}

/** What is asked for is begun this much later, in milliseconds: a client's next request often follows an answer at once. */
const PAUSE_MS = 20;

/** It waits so many pauses at most: two seconds. */
const MAX_PAUSES = 100;

/**
 * Puts off work that must be done soon, but not now, until nothing more urgent is under way, and does what was asked for meanwhile in
 * one go. It never waits for good, and keeps the process alive until it is done.
 */
export class QuietWork {
  readonly #isBusy: () => boolean;
  readonly #work: () => Promise<void>;
  readonly #timers: WorkTimers;
  #timer: unknown;
  #pauses = 0;
  #working: Promise<void> = Promise.resolve();

  /** `work` does all that there is; what it throws is lost. */
  constructor(
    isBusy: () => boolean,
    work: () => Promise<void>,
    timers: WorkTimers = globalThis as unknown as WorkTimers,
  ) {
    this.#isBusy = isBusy;
    this.#work = work;
    this.#timers = timers;
  }

  /** There is work. */
  ask(): void {
    if (this.#timer !== undefined) return;
    this.#pauses = 0;
    this.#wait();
  }

  /** Does at once what there is, after what is being done. Resolves when it is done. */
  now(): Promise<void> {
    this.#timers.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#working = this.#working.then(this.#work).catch(() => {});
    return this.#working;
  }

  #wait(): void {
    this.#timer = this.#timers.setTimeout(() => {
      if (this.#isBusy() && ++this.#pauses < MAX_PAUSES) this.#wait();
      else void this.now();
    }, PAUSE_MS);
  }
}
