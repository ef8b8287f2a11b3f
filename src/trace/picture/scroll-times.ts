import type { PictureRow } from './transcript-rows.js';

/** When the text moves up by a row, each time once: the lowest row that has begun stays in a view of `rowsInView`. */
export function scrollTimes(rows: readonly PictureRow[], rowsInView: number): number[] {
  const begins = rows
    .map(({ stops }, row) => ({ row, timeMs: stops[0]?.timeMs ?? Infinity }))
    .filter(({ timeMs }) => timeMs < Infinity)
    .sort((left, right) => left.timeMs - right.timeMs || left.row - right.row);
  const timesMs: number[] = [];
  for (const { row, timeMs } of begins) {
    while (timesMs.length < row + 1 - rowsInView) timesMs.push(timeMs);
  }
  return timesMs;
}
