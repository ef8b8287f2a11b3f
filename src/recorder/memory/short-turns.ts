/** How long work goes on before others have their turn, in milliseconds: tokens that come meanwhile are told that much late at most. */
const TURN_MS = 1.5;

/** Divides work that is many short steps among turns of the event loop, so that it holds up nobody, however much it is. */
export class ShortTurns {
  readonly #now: () => number;
  #beganMs: number;

  /** `now`: monotonic milliseconds. Default: `performance.now`. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#beganMs = now();
  }

  /** To be awaited between two steps: lets the others go on when it is their turn. */
  async next(): Promise<void> {
    if (this.#now() - this.#beganMs < TURN_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#beganMs = this.#now();
  }
}
