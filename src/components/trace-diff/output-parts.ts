import { html, type TemplateResult } from 'lit';
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

/** Draws a part. Text stands in spans that keep its blanks; around them blanks mean nothing. */
export function drawPart(part: OutputPart, marking: OutputMarking): TemplateResult {
  return html`<div class="output-part">
    ${part.map((item) => ('text' in item ? drawPiece(item, marking) : drawRow(item, marking)))}
  </div>`;
}

/** The pieces of one thing in a part. */
export function piecesOf(item: OutputPiece | OutputRow): readonly OutputPiece[] {
  return 'text' in item ? [item] : [...item.left, ...item.right];
}

function drawRow({ left, right }: OutputRow, marking: OutputMarking): TemplateResult {
  return html`<div class="output-row">
    <div class="output-cell left">${left.map((piece) => drawPiece(piece, marking))}</div>
    <div class="output-cell right">${right.map((piece) => drawPiece(piece, marking))}</div>
  </div>`;
}

function drawPiece({ text, side, change, isCode }: OutputPiece, marking: OutputMarking): TemplateResult {
  if (side === 'both' || change === undefined)
    return html`<span class="output-piece ${isCode ? 'code' : ''}">${text}</span>`;
  const classes = ['output-piece', side];
  if (isCode) classes.push('code');
  if (/^[\r\n]+$/.test(text)) classes.push('blank');
  if (change === marking.current) classes.push('current');
  return html`<span
    class=${classes.join(' ')}
    part="output-change"
    title=${words().onlyIn(marking[side])}
    data-change=${change}
    tabindex="-1"
    >${text}</span
  >`;
}
