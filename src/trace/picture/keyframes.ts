/** From a time on, a value. */
export interface Stop {
  readonly timeMs: number;
  readonly value: string;
}

/** How long the end stays before the picture plays again. */
const REST_MS = 6000;

/** Beyond it (277 hours) nobody watches. */
export const LONGEST_MS = 1e9;

/** The time that a picture plays: all that moves in it takes one period, so that nothing gets out of step with the rest. */
export class PictureTime {
  readonly playedMs: number;
  readonly #periodMs: number;

  constructor(playedMs: number) {
    this.playedMs = Math.min(LONGEST_MS, playedMs);
    this.#periodMs = this.playedMs + REST_MS;
  }

  /** The period in seconds, as CSS has it. */
  get period(): string {
    return `${(this.#periodMs / 1000).toFixed(3)}s`;
  }

  /** A moment as a share of the period: to a thousandth of a percent, 0.6 ms in a minute. */
  percent(timeMs: number): string {
    const share = Math.min(this.playedMs, Math.max(0, timeMs)) / this.#periodMs;
    return `${Number((share * 100).toFixed(3))}%`;
  }

  /**
   * The rule of an animation in steps: `before`, then each stop's value from its time on. The value at the end is also
   * that without the animation, so that nothing need be said of it.
   */
  keyframes(name: string, before: string, stops: readonly Stop[]): string {
    const values = new Map([['0%', before]]);
    for (const { timeMs, value } of stops) values.set(this.percent(timeMs), value);
    const frames = [...values].map(([percent, value]) => `${percent}{transform:${value}}`);
    return `@keyframes ${name}{${frames.join('')}}`;
  }
}
