import { type Cell, widthOf, wrappedRows } from './wrapped-rows.js';

const CUT: Cell = { text: '…', width: 1, end: 0 };

/** Text as one line of at most `columns` cells; what does not fit is cut, and a sign says so. */
export function lineCells(text: string, columns: number): Cell[] {
  // So much is looked at, whatever it is made of.
  const line = text
    .slice(0, columns * 8)
    .replaceAll(/\s+/g, ' ')
    .trim();
  const cells: Cell[] = wrappedRows(line, Infinity).next().value ?? [];
  if (widthOf(cells) <= columns && text.length <= columns * 8) return cells;
  while (cells.length > 0 && widthOf(cells) >= columns) cells.pop();
  return [...cells, CUT];
}
