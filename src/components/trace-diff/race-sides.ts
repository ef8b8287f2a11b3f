import type { Player } from '../../engine/player.js';
import { MOST_RUNS } from '../shared/race-place.js';
import type { PlayerMediaError } from '../trace-player/media-error.js';
import { playerWithin } from '../trace-player/media-state-element.js';
import type { TraceErrorEvent } from '../trace-player/player-events.js';
import type { TraceInput } from '../trace-player/trace-input.js';
import { TracePlayerElement } from '../trace-player/trace-player.js';

/** One run of a race on the page: a player of the page's, or one that was made for an address or a trace. */
export interface RaceSide {
  readonly element: TracePlayerElement;
  readonly player: Player;
  readonly isGiven: boolean;
}

/** Finds the players of a race: those within its element, else two that are made for what is left and right. */
export class RaceSides {
  readonly #host: HTMLElement;
  readonly #onError: (error: PlayerMediaError) => void;
  readonly #known = new Map<TracePlayerElement, RaceSide>();
  #made: RaceSide[] = [];
  #inputs: TraceInput[] = ['', ''];
  #isSwapped = false;
  #leftOutCount = 0;

  constructor(host: HTMLElement, onError: (error: PlayerMediaError) => void) {
    this.#host = host;
    this.#onError = onError;
  }

  /** How many players there are within the element for which it has no place, as of the last `find`. */
  get leftOutCount(): number {
    return this.#leftOutCount;
  }

  /** The sides as they stand, from left to right. */
  find(): RaceSide[] {
    const given = [...this.#host.children].filter((child) => child instanceof TracePlayerElement);
    for (const side of [...this.#known.values()]) if (!given.includes(side.element)) this.#release(side);
    this.#leftOutCount = Math.max(0, given.length - MOST_RUNS);
    if (given.length === 0) return this.#makeBoth();
    const sides = given.slice(0, MOST_RUNS).map((element) => this.#known.get(element) ?? this.#take(element));
    const [first, second, ...others] = sides;
    return this.#isSwapped && first && second ? [second, first, ...others] : sides;
  }

  /** Says what the made players play, by their places; what stays the same is not loaded again. */
  load(inputs: readonly TraceInput[]): void {
    for (const [place, side] of this.#made.entries()) {
      const input = inputs[place]!;
      if (input === this.#inputs[place]) continue;
      const before = this.#inputs[place];
      this.#inputs[place] = input;
      side.element.src = typeof input === 'string' ? input : '';
      if (typeof input !== 'string') side.element.trace = input;
      // Without one, this would load the address before once more.
      else if (typeof before !== 'string') side.element.trace = undefined;
    }
  }

  /** The first two change places, and what they play with them. */
  swap(): RaceSide[] {
    this.#isSwapped = !this.#isSwapped;
    this.#made = this.#made.toReversed();
    this.#inputs = this.#inputs.toReversed();
    return this.find();
  }

  /** Lets those load that wait to be played. */
  wake(): void {
    for (const { element, player } of this.find())
      // A run that cannot be loaded is told by its event.
      if (player.loadState === 'empty' && element.src !== '') element.play().catch(() => undefined);
  }

  #makeBoth(): RaceSide[] {
    while (this.#made.length < 2)
      this.#made.push(this.#sideOf(document.createElement('trace-player'), false));
    return this.#made;
  }

  #take(element: TracePlayerElement): RaceSide {
    const side = this.#sideOf(element, true);
    this.#known.set(element, side);
    return side;
  }

  #release({ element }: RaceSide): void {
    this.#known.delete(element);
    element.noControls = false;
    element.removeEventListener('trace-error', this.#handleError);
  }

  #sideOf(element: TracePlayerElement, isGiven: boolean): RaceSide {
    element.noControls = true;
    element.addEventListener('trace-error', this.#handleError);
    return { element, player: playerWithin(element), isGiven };
  }

  readonly #handleError = (event: TraceErrorEvent): void => this.#onError(event.error);
}
