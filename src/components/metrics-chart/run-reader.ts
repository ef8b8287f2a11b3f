import { Pace } from '../../engine/source/pace.js';
import { browserScheduler } from '../shared/browser-scheduler.js';
import type { ChartRun } from './chart-run.js';

/** Events between two looks at the clock. */
const SLICE_EVENTS = 2000;

/** A run that grows is drawn again at most so often. */
const REDRAW_MS = 120;

/** Reads the curves of runs in slices that hold nothing up, and has the chart drawn when they are read. */
export class RunReader {
  readonly #runs: () => readonly ChartRun[];
  readonly #draw: (pause: () => Promise<void>) => Promise<void>;
  #timer?: ReturnType<typeof setTimeout>;
  #reading?: Promise<void>;
  #isAskedAgain = false;
  #lastDrawMs = -Infinity;

  constructor(runs: () => readonly ChartRun[], draw: (pause: () => Promise<void>) => Promise<void>) {
    this.#runs = runs;
    this.#draw = draw;
  }

  /** Reads and draws what is new, at once where nothing was drawn for a while. */
  ask(): void {
    if (this.#reading) this.#isAskedAgain = true;
    else
      this.#timer ??= setTimeout(
        () => this.#begin(),
        Math.max(0, this.#lastDrawMs + REDRAW_MS - performance.now()),
      );
  }

  /** Resolves once all that was asked for is drawn. */
  async settled(): Promise<void> {
    while (this.#timer !== undefined || this.#reading) {
      if (this.#timer !== undefined) this.#begin();
      await this.#reading;
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isAskedAgain = false;
  }

  #begin(): void {
    this.stop();
    this.#reading = this.#read().finally(() => {
      this.#reading = undefined;
      if (this.#isAskedAgain) this.ask();
    });
  }

  async #read(): Promise<void> {
    const pace = new Pace(browserScheduler);
    for (const run of this.#runs()) {
      run.beginReading();
      while (run.chunks.read(SLICE_EVENTS)) if (pace.isSpent(0)) await pace.yield();
    }
    await pace.yield();
    // Each curve may take as long as a turn should last.
    await this.#draw(() => pace.yield());
    this.#lastDrawMs = performance.now();
  }
}
