import type { Race } from '../../engine/race.js';
import type { RaceLane } from '../../engine/race-lane.js';
import { RUN_LETTERS } from './diff-words.js';
import type { RaceSide } from './race-sides.js';

/** A run as it is shown in a race: by its place, which gives it its letter and its colour. */
export interface Runner {
  readonly lane: RaceLane;
  readonly side: RaceSide;
  /** From 0. */
  readonly place: number;
  readonly letter: string;
}

/** The runs of a race, as they stand from left to right. */
export function runnersOf({ lanes }: Race, sides: readonly RaceSide[]): Runner[] {
  return sides.flatMap((side, place) => {
    const lane = lanes.find(({ player }) => player === side.player);
    return lane ? [{ lane, side, place, letter: RUN_LETTERS[place]! }] : [];
  });
}
