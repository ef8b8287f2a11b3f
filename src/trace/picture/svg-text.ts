import { type Cell, widthOf } from './wrapped-rows.js';

/** Width of a cell of the grid: what a character of 14 px takes in usual monospaced faces. */
export const CELL_PX = 8.4;

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Of the two directions, the one whose letters come first is the row's. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdfd\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const LEFT_TO_RIGHT = /[A-Za-z\u00c0-\u058f\u0900-\u1fff\u3040-\ufaff]/u;

const JOINING = /[\u0300-\u10ff\u1700-\u1fff]/;

/** Text as XML has it, in elements and in quoted attributes. It must hold no character that XML cannot. */
export function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ESCAPES[character]!);
}

/** A number with no more digits than a screen has use for. */
export function px(length: number): string {
  return String(Number(length.toFixed(2)));
}

/** Whether a row is read from the right. */
export function isRightToLeft(cells: readonly Cell[]): boolean {
  const text = cells.map((cell) => cell.text).join('');
  const at = text.search(RIGHT_TO_LEFT);
  if (at < 0) return false;
  const left = text.search(LEFT_TO_RIGHT);
  return left < 0 || at < left;
}

/**
 * A row of cells as elements of SVG, `columns` wide. Each stretch of characters of one width is set to the width of its cells, so
 * that it fills the same place in every face; one that is read from the right is one stretch.
 */
export function rowText(cells: readonly Cell[], columns: number): string {
  const ink = cells.findIndex(({ text }) => text.trim() !== '');
  if (ink < 0) return '';
  const shown = cells.slice(ink);
  if (isRightToLeft(cells)) return element(shown, columns, ' direction="rtl"');
  let column = widthOf(cells.slice(0, ink));
  return stretches(shown)
    .map((stretch) => {
      const x = column;
      column += widthOf(stretch);
      return element(stretch, x, stretch[0]!.width === 2 ? ' class="wide"' : '');
    })
    .join('');
}

function element(cells: readonly Cell[], column: number, attributes = ''): string {
  const width = widthOf(cells);
  const text = cells.map((cell) => cell.text).join('');
  const fitted = width > 0 ? ` textLength="${px(width * CELL_PX)}"` : '';
  // Letters that join on to each other are stretched, not set apart.
  const stretched = width > 0 && JOINING.test(text) ? ' lengthAdjust="spacingAndGlyphs"' : '';
  const x = column > 0 ? ` x="${px(column * CELL_PX)}"` : '';
  return `<text${x}${fitted}${stretched}${attributes}>${escapeXml(text)}</text>`;
}

function stretches(cells: readonly Cell[]): Cell[][] {
  const found: Cell[][] = [];
  let width = 0;
  for (const cell of cells) {
    const isSame = cell.width === 0 || cell.width === width;
    if (isSame && found.length > 0) found.at(-1)!.push(cell);
    else {
      found.push([cell]);
      width = cell.width;
    }
  }
  return found;
}
