/**
 * Where a live run is now. The run's clock is not ours: its offset is estimated as the least that any event took to reach
 * us, so that time passes here too while the model is silent. Without a connection it stands still: nothing is known then.
 */
export class LiveEdge {
  #offsetMs = Infinity;
  #lastEventMs = 0;
  #reachedMs = 0;
  #isRunning = false;

  /** Events up to `lastEventMs` of run time came in at `nowMs`. Looks at the last alone: of a batch it took the least. */
  arrived(lastEventMs: number, nowMs: number): void {
    this.#lastEventMs = lastEventMs;
    this.#offsetMs = Math.min(this.#offsetMs, nowMs - lastEventMs);
  }

  /** Lets time pass, or stops it where it is. */
  setRunning(isRunning: boolean, nowMs: number): void {
    this.#reachedMs = this.at(nowMs);
    this.#isRunning = isRunning;
  }

  /** Forgets the run. */
  reset(): void {
    this.#offsetMs = Infinity;
    this.#lastEventMs = this.#reachedMs = 0;
    this.#isRunning = false;
  }

  /** The run's time at `nowMs`; never before its last event, and never going back. */
  at(nowMs: number): number {
    const estimateMs = this.#isRunning && this.#offsetMs !== Infinity ? nowMs - this.#offsetMs : 0;
    return Math.max(this.#reachedMs, this.#lastEventMs, estimateMs);
  }
}
