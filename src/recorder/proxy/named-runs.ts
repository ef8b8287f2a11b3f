import { CapturedRun, type RunSurroundings } from '../capture/captured-run.js';

/** The timers that a joined run's rest runs on. */
export interface RestTimers {
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
}

/** How long after its last answer a joined run waits for the next request, in milliseconds. */
export const REST_MS = 60_000;

interface NamedRun {
  readonly run: CapturedRun;
  timer?: unknown;
}

/**
 * The runs that several requests join by a name. Nobody says when such a run is over: it ends when none of its requests has been on
 * its way for a while, and a later request of the same name begins another.
 */
export class NamedRuns {
  readonly #timers: RestTimers;
  readonly #restMs: number;
  readonly #runs = new Map<string, NamedRun>();

  constructor(timers: RestTimers, restMs = REST_MS) {
    this.#timers = timers;
    this.#restMs = restMs;
  }

  /** The run of that name that is on its way, or a new one. */
  run(name: string, surroundings: RunSurroundings): CapturedRun {
    let named = this.#runs.get(name);
    if (!named || named.run.isOver) {
      named = { run: new CapturedRun(surroundings, name) };
      this.#runs.set(name, named);
    }
    this.#timers.clearTimeout(named.timer);
    return named.run;
  }

  /** An exchange of that run is over: if no other follows, so is the run. */
  rest(name: string): void {
    const named = this.#runs.get(name);
    if (!named) return;
    this.#timers.clearTimeout(named.timer);
    named.timer = this.#timers.setTimeout(() => this.#end(name, named), this.#restMs);
    (named.timer as { unref?(): void }).unref?.();
  }

  #end(name: string, named: NamedRun): void {
    if (named.run.openCount > 0) return this.rest(name);
    named.run.seal();
    if (this.#runs.get(name) === named) this.#runs.delete(name);
  }
}
