import type { OutputPiece, OutputRow } from './output-rows.js';
import { outputDifferenceWords as words } from './output-words.js';

/** What is laid out by itself: pieces of one flow, or rows of two columns. */
export type OutputPart = readonly (OutputPiece | OutputRow)[];

/** The names of the runs, and the change that the reader is at. */
export interface OutputMarking {
  left: string;
  right: string;
  current: number;
}

/**
 * Draws a part, anew each time. Made without templates: so tens of thousands of changes are a third of the nodes to make and to take away,
 * and nothing holds them but the page.
 */
export function drawPart(part: OutputPart, marking: OutputMarking): HTMLElement {
  return elementOf(
    'div',
    'output-part',
    part.map((item) => ('text' in item ? drawPiece(item, marking) : drawRow(item, marking))),
  );
}

/** The pieces of one thing in a part. */
export function piecesOf(item: OutputPiece | OutputRow): readonly OutputPiece[] {
  return 'text' in item ? [item] : [...item.left, ...item.right];
}

function drawRow(row: OutputRow, marking: OutputMarking): HTMLElement {
  const cells = (['left', 'right'] as const).map((side) =>
    elementOf(
      'div',
      `output-cell ${side}`,
      row[side].map((piece) => drawPiece(piece, marking)),
    ),
  );
  return elementOf('div', 'output-row', cells);
}

/** Text stands in spans that keep its blanks. */
function drawPiece({ text, side, change, isCode }: OutputPiece, marking: OutputMarking): HTMLElement {
  if (side === 'both' || change === undefined)
    return elementOf('span', isCode ? 'output-piece code' : 'output-piece', [text]);
  const classes = ['output-piece', side];
  if (isCode) classes.push('code');
  if (/^[\r\n]+$/.test(text)) classes.push('blank');
  if (change === marking.current) classes.push('current');
  const drawn = elementOf('span', classes.join(' '), [text]);
  drawn.setAttribute('part', 'output-change');
  drawn.title = words().onlyIn(marking[side]);
  drawn.dataset['change'] = String(change);
  drawn.tabIndex = -1;
  return drawn;
}

function elementOf(tag: 'div' | 'span', classes: string, content: readonly (Node | string)[]): HTMLElement {
  const made = document.createElement(tag);
  made.className = classes;
  made.append(...content);
  return made;
}
