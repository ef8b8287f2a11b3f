import { Signal } from 'signal-polyfill';
import type { Race } from '../../engine/race.js';
import type { Trace } from '../../trace/trace.js';

/** What joins the element that a page sees to the race, which comes on demand: what is asked of it before waits for it. */
export class RaceLink {
  readonly #race = new Signal.State<Race | undefined>(undefined);
  /** Lets the first two runs change places: set by what shows them. */
  swap: () => void = () => undefined;
  /** The runs as they stand, as far as they are there: set by what shows them. */
  traces: () => readonly (Trace | undefined)[] = () => [];
  #waiting: ((race: Race) => void)[] = [];

  get race(): Race | undefined {
    return this.#race.get();
  }

  /** Hands over a race that has been formed, and does what was asked for. */
  form(race: Race): void {
    this.#race.set(race);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const command of waiting) command(race);
  }

  /** Does something to the race; once there is one. */
  command(act: (race: Race) => void): void {
    const { race } = this;
    if (race) act(race);
    else this.#waiting.push(act);
  }
}
