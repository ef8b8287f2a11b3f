import type { ChartRun } from './chart-run.js';

/** Has the playheads moved with their players: each frame while one plays, and else when a player tells that it moved. */
export class PlayheadMover {
  readonly #runs: () => readonly ChartRun[];
  readonly #move: () => void;
  #frame?: number;

  constructor(runs: () => readonly ChartRun[], move: () => void) {
    this.#runs = runs;
    this.#move = move;
  }

  /** Moves them now, and goes on while there is need. */
  follow(): void {
    this.#move();
    const isPlaying = this.#runs().some(({ media }) => media && !media.paused && !media.ended);
    // Players tell of their time four times a second: that is motion enough for who wants little.
    const isSmooth = !matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (isPlaying && isSmooth) this.#frame ??= requestAnimationFrame(() => this.#tick());
  }

  stop(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }

  #tick(): void {
    this.#frame = undefined;
    this.follow();
  }
}
