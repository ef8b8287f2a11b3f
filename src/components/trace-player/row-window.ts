/** Every row of the event list is this high, in CSS pixels: the style sheet says the same. */
export const ROW_HEIGHT = 24;
/** Browsers stop laying out near 17,000,000 px (Firefox); a longer list is scrolled in proportion. */
const TALLEST_LIST = 8_000_000;

/** A list of equal rows in a scrolling box. `top` counts in rows, with fractions; all else in CSS pixels. */
export interface RowWindow {
  readonly rowCount: number;
  readonly viewHeight: number;
}

/** How high the scrolled content is. */
export function listHeight({ rowCount }: RowWindow): number {
  return Math.min(rowCount * ROW_HEIGHT, TALLEST_LIST);
}

/** The row at the top of the box at a scroll position. */
export function topRowAt(list: RowWindow, scrollTop: number): number {
  const scrollable = listHeight(list) - list.viewHeight;
  return scrollable <= 0 ? 0 : (Math.min(Math.max(0, scrollTop), scrollable) / scrollable) * lastTopRow(list);
}

/** The scroll position that puts a row at the top of the box. */
export function scrollTopOf(list: RowWindow, topRow: number): number {
  const last = lastTopRow(list);
  return last <= 0 ? 0 : (topRow / last) * Math.max(0, listHeight(list) - list.viewHeight);
}

/** The top row that brings `row` into view with the least movement, a few rows of what comes next kept in sight. */
export function topRowToShow(list: RowWindow, topRow: number, row: number): number {
  const rowsInView = list.viewHeight / ROW_HEIGHT;
  const ahead = Math.min(3, Math.max(0, Math.floor(rowsInView / 3)));
  const lowest = row - ahead;
  const highest = row + 1 + ahead - rowsInView;
  const wanted = lowest < highest ? highest : Math.min(Math.max(topRow, highest), lowest);
  return Math.min(Math.max(0, wanted), Math.max(0, lastTopRow(list)));
}

/** The rows to draw, end exclusive. */
export function rowsInView(list: RowWindow, topRow: number): { start: number; end: number } {
  const start = Math.max(0, Math.floor(topRow));
  return { start, end: Math.min(list.rowCount, start + Math.ceil(list.viewHeight / ROW_HEIGHT) + 1) };
}

function lastTopRow({ rowCount, viewHeight }: RowWindow): number {
  return rowCount - viewHeight / ROW_HEIGHT;
}
