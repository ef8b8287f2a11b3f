import type { PictureTime, Stop } from './keyframes.js';
import type { ReadoutStrip } from './readout-strips.js';
import type { RowStop } from './row-stops.js';

/** The rules of what moves: gathered while the picture is drawn, written once at its top. */
export class MovingParts {
  readonly #time: PictureTime;
  readonly #keyframes: string[] = [];
  readonly #uses: string[] = [];
  readonly #rests: string[] = [];

  constructor(time: PictureTime) {
    this.#time = time;
  }

  /** What covers a row, and gives way cell by cell: to the right, or to the left for what is read from there. */
  addCover(id: string, stops: readonly RowStop[], columns: number, isRightToLeft: boolean): void {
    const sign = isRightToLeft ? '-' : '';
    const moves = stops.map(({ timeMs, columns: shown }, at) => ({
      timeMs,
      value: `translate(${sign}${at === stops.length - 1 ? columns + 1 : shown}em)`,
    }));
    this.#add(id, 'none', moves);
  }

  /** What moves up a line for each of the times. It rests where it ends. */
  addScroll(id: string, timesMs: readonly number[]): void {
    this.#rests.push(`#${id}{font-size:20px;transform:translateY(${-timesMs.length}em)}`);
    const moves = timesMs.map((timeMs, at) => ({ timeMs, value: `translateY(${-at - 1}em)` }));
    this.#add(id, 'none', moves);
  }

  /** A figure's states, one below the other, of which a window shows one. */
  addStrip(id: string, { states }: ReadoutStrip): void {
    this.addScroll(
      id,
      states.slice(1).map(({ timeMs }) => timeMs),
    );
  }

  /** What grows from nothing to its full width while the run is played. */
  addBar(id: string): void {
    this.#keyframes.push(
      `@keyframes ${id}{0%{transform:scaleX(0)}${this.#time.percent(this.#time.playedMs)}{transform:none}}`,
    );
    this.#uses.push(`#${id}{animation:${id} ${this.#time.period} linear infinite}`);
  }

  /** What is there only at the end. */
  addEnd(id: string): void {
    this.#add(id, 'scale(0)', [{ timeMs: this.#time.playedMs, value: 'none' }]);
  }

  /** The rules, as CSS. Who wants no motion gets none, and so the end. */
  get css(): string {
    const moving = `.m{animation:${this.#time.period} step-end infinite}${this.#uses.join('')}`;
    return `${this.#rests.join('')}${this.#keyframes.join('')}@media(prefers-reduced-motion:no-preference){${moving}}`;
  }

  #add(id: string, before: string, stops: readonly Stop[]): void {
    if (stops.length === 0) return;
    this.#keyframes.push(this.#time.keyframes(id, before, stops));
    this.#uses.push(`#${id}{animation-name:${id}}`);
  }
}
