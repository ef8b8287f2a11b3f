import { cellWidth } from './cell-width.js';
import { type Character, characters } from './characters.js';
import { printableCharacter } from './printable-text.js';

/** A character on the grid. */
export interface Cell {
  /** As it is drawn. */
  readonly text: string;
  readonly width: number;
  /** Offset behind it in the text that was wrapped, in UTF-16 code units. */
  readonly end: number;
}

const TAB_WIDTH = 4;
const LINE_ENDS = new Set(['\n', '\r\n', '\r', '\u0085', '\u2028', '\u2029']);

/**
 * Wraps text to rows of at most `columns` cells, at spaces where there are any, else between wide characters, else anywhere.
 * Spaces at a row's end are dropped, those at the beginning of a line are kept. Reads no further than it is asked for rows.
 */
export function* wrappedRows(text: string, columns: number): Generator<Cell[]> {
  let row: Cell[] = [];
  let width = 0;
  for (const character of characters(text)) {
    if (LINE_ENDS.has(character.text)) {
      yield withoutTrailingSpaces(row);
      [row, width] = [[], 0];
      continue;
    }
    const cell = cellOf(character, width);
    if (width + cell.width > columns && !isSpace(cell)) {
      const kept = breakBefore(row, cell);
      const head = withoutTrailingSpaces(row.slice(0, kept));
      if (head.length > 0) yield head;
      row = row.slice(kept);
      width = widthOf(row);
    }
    row.push(cell);
    width += cell.width;
  }
  if (row.length > 0) yield withoutTrailingSpaces(row);
}

/** How many cells a row takes. */
export function widthOf(row: readonly Cell[]): number {
  return row.reduce((sum, { width }) => sum + width, 0);
}

function cellOf({ text: character, end }: Character, column: number): Cell {
  if (character === '\t') {
    const width = TAB_WIDTH - (column % TAB_WIDTH);
    return { text: ' '.repeat(width), width, end };
  }
  const text = printableCharacter(character);
  return { text, width: cellWidth(text), end };
}

function isSpace({ text }: Cell): boolean {
  return text.trim() === '';
}

/** How many cells of a full row stay in it when `next` does not fit any more; those after them begin the next row. */
function breakBefore(row: readonly Cell[], next: Cell): number {
  const indent = row.findIndex((cell) => !isSpace(cell));
  for (let at = row.length; indent >= 0 && at > indent; at--) {
    const before = row[at - 1]!;
    const after = row[at] ?? next;
    if (isSpace(before) || before.width === 2 || after.width === 2) return at;
  }
  return row.length;
}

function withoutTrailingSpaces(row: readonly Cell[]): Cell[] {
  let length = row.length;
  while (length > 0 && isSpace(row[length - 1]!)) length--;
  return row.slice(0, length);
}
