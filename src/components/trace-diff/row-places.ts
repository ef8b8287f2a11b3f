/** Where a run's row lies in the timeline of a race. */
export interface RowPlace {
  readonly y: number;
  /** The lower of two rows stands on its head, so that their phases face each other. */
  readonly isMirrored: boolean;
  /** Base line of the words beside it. */
  readonly labelY: number;
}

/** As high as a row is drawn. */
export const ROW_HEIGHT = 40;
/** Between two rows, for the difference that is named there. */
export const PAIR_GAP = 24;
const ROW_GAP = 8;

/** The rows of so many runs, from the top, and how high they are together. */
export function rowPlaces(count: number): { places: readonly RowPlace[]; height: number } {
  const gap = count === 2 ? PAIR_GAP : ROW_GAP;
  const places = Array.from({ length: count }, (_, at) => {
    const y = at * (ROW_HEIGHT + gap);
    return { y, isMirrored: count === 2 && at === 1, labelY: y + ROW_HEIGHT / 2 + 5 };
  });
  return { places, height: Math.max(0, count * (ROW_HEIGHT + gap) - gap) };
}
