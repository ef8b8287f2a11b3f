import type { OutputSegment } from '../../trace/comparison/output-segments.js';

/** A piece of a line: what both answers have, or what one has there as part of a change. */
export interface OutputPiece {
  text: string;
  side: 'both' | 'left' | 'right';
  /** The change it is of, counted from 0. */
  change?: number;
  isCode?: boolean;
}

/** A line of both answers, side by side. */
export interface OutputRow {
  left: OutputPiece[];
  right: OutputPiece[];
}

/** Lines side by side: what both have stands in one row, and a change takes as many rows as its longer side. */
export function outputRows(segments: readonly OutputSegment[]): OutputRow[] {
  const rows: OutputRow[] = [{ left: [], right: [] }];
  let change = 0;
  for (const segment of segments) {
    if (segment.kind === 'equal') addEqualLines(rows, segment);
    else {
      const { isCode } = segment;
      const from = rows.length - 1;
      addLines(rows, from, 'left', segment.left, { change, isCode });
      addLines(rows, from, 'right', segment.right, { change, isCode });
      change++;
    }
  }
  return rows;
}

function addEqualLines(rows: OutputRow[], { text, ...code }: EqualText): void {
  for (const [at, line] of linesOf(text).entries()) {
    if (at > 0) rows.push({ left: [], right: [] });
    if (line === '') continue;
    const row = rows.at(-1)!;
    row.left.push(equalPiece({ ...code, text: line }));
    row.right.push(equalPiece({ ...code, text: line }));
  }
}

/** A text of both answers, and whether it is code. */
type EqualText = Pick<OutputPiece, 'text' | 'isCode'>;

function equalPiece({ text, isCode }: EqualText): OutputPiece {
  return { text, side: 'both', ...(isCode && { isCode }) };
}

type ChangeOfPiece = Required<Pick<OutputPiece, 'change' | 'isCode'>>;

function addLines(
  rows: OutputRow[],
  from: number,
  side: 'left' | 'right',
  text: string,
  of: ChangeOfPiece,
): void {
  for (const [at, line] of linesOf(text).entries()) {
    if (from + at === rows.length) rows.push({ left: [], right: [] });
    if (line !== '') rows[from + at]![side].push({ text: line, side, ...of });
  }
}

/** The lines, each with its line break; the last without one, and empty after a break. */
function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/).concat(text.endsWith('\n') ? [''] : []);
}

/** All in one flow: what both have, and of each change what the left has, then what the right has. */
export function outputFlow(segments: readonly OutputSegment[]): OutputPiece[] {
  const pieces: OutputPiece[] = [];
  let change = 0;
  for (const segment of segments) {
    if (segment.kind === 'equal') pieces.push(equalPiece(segment));
    else {
      const { isCode } = segment;
      if (segment.left !== '') pieces.push({ text: segment.left, side: 'left', change, isCode });
      if (segment.right !== '') pieces.push({ text: segment.right, side: 'right', change, isCode });
      change++;
    }
  }
  return pieces;
}

/** Cuts a flow into parts that a browser lays out by themselves, each ending at a line break that both answers have. */
export function flowParts(pieces: readonly OutputPiece[], piecesInPart: number): OutputPiece[][] {
  const parts: OutputPiece[][] = [[]];
  for (const piece of pieces) {
    const cut = piece.side === 'both' && parts.at(-1)!.length >= piecesInPart ? piece.text.indexOf('\n') : -1;
    if (cut < 0) {
      parts.at(-1)!.push(piece);
      continue;
    }
    parts.at(-1)!.push({ ...piece, text: piece.text.slice(0, cut + 1) });
    parts.push(cut + 1 < piece.text.length ? [{ ...piece, text: piece.text.slice(cut + 1) }] : []);
  }
  return parts;
}

/** Cuts rows into parts that a browser lays out by themselves. */
export function rowParts(rows: readonly OutputRow[], rowsInPart: number): OutputRow[][] {
  const parts: OutputRow[][] = [];
  for (let at = 0; at < rows.length; at += rowsInPart) parts.push(rows.slice(at, at + rowsInPart));
  return parts;
}
