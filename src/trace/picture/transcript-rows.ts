import type { Block, BlockKind } from '../block.js';
import { encodeText } from '../snapshot/text-bytes.js';
import type { Trace } from '../trace.js';
import { lineCells } from './line-cells.js';
import { pictureWords } from './picture-words.js';
import { ChunkWalk, type RowStop } from './row-stops.js';
import { shownText } from './shown-text.js';
import { isRightToLeft, rowText } from './svg-text.js';
import { type Cell, wrappedRows } from './wrapped-rows.js';

/** What a row is of: a block, or a word of the picture's own. */
export type RowKind = BlockKind | 'note';

/** A row of the transcript. A blank one has no stops. */
export interface PictureRow {
  readonly kind: RowKind;
  readonly isHead: boolean;
  readonly isRightToLeft: boolean;
  /** Its text, as elements of SVG. */
  readonly markup: string;
  /** When how much of it was there, in order. */
  readonly stops: readonly RowStop[];
}

/** The text of a run on a grid. */
export interface TranscriptRows {
  readonly rows: readonly PictureRow[];
  /** Whether the run goes on where the picture has no more room. */
  readonly isCut: boolean;
}

/** Cells in a row. */
export const COLUMNS = 80;

/** What a picture holds of text. */
const MOST_ROWS = 220;
const MOST_TEXT_BYTES = 64_000;

/** No more is looked at of a block, whatever it is made of. */
const MOST_CHARACTERS = MOST_ROWS * COLUMNS * 8;

/** Rows of a block, but for the response, which is what the picture is for. */
const MOST_ROWS_OF_BLOCK: Record<BlockKind, number> = {
  prompt: 8,
  reasoning: 80,
  response: MOST_ROWS,
  tool_call: 8,
  tool_result: 8,
  error: 8,
};

/** The rows of a run, block after block as they began, until there is no more room. */
export function transcriptRows(trace: Trace): TranscriptRows {
  const layout = new Layout(trace);
  for (let at = 0; at < trace.blocks.length; at++) {
    if (!layout.addBlock(trace.blocks[at]!)) return layout.cutAt(at);
  }
  return { rows: layout.rows, isCut: false };
}

class Layout {
  readonly rows: PictureRow[] = [];
  readonly #trace: Trace;
  #textBytes = 0;
  /** Characters that are shown of the block that was added last. */
  #shownLength = 0;

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  /** Returns whether there was room for it, or for as much as is shown of such a block. */
  addBlock(block: Block): boolean {
    this.#shownLength = 0;
    if (block.firstEvent < 0) return true;
    if (!this.#addHead(block)) return false;
    const { start, text, isWhole } = shownText(block, MOST_CHARACTERS);
    const walk = new ChunkWalk(this.#trace, block, start);
    let room = MOST_ROWS_OF_BLOCK[block.kind];
    for (const cells of wrappedRows(text, COLUMNS)) {
      if (room-- === 0) return this.#leaveRestOut(block);
      if (!this.#add(rowOf(block.kind, cells, walk.stopsOf(cells)))) return false;
      this.#shownLength = start + (cells.at(-1)?.end ?? 0);
    }
    return isWhole;
  }

  /** Says that the picture ends within block `at`. */
  cutAt(at: number): TranscriptRows {
    const rest = this.#trace.blocks.slice(at).reduce((sum, { text }) => sum + text.length, 0);
    this.#note(pictureWords.cut(rest - this.#shownLength));
    return { rows: this.rows, isCut: true };
  }

  #addHead(block: Block): boolean {
    if (this.rows.length > 0 && !this.#add(rowOf(block.kind, [], []))) return false;
    const cells = lineCells(pictureWords.blockLabel(block) + this.#completionMark(block), COLUMNS);
    return this.#add({ ...rowOf(block.kind, cells, headStops(this.#trace, block)), isHead: true });
  }

  #completionMark({ completion }: Block): string {
    const { completions } = this.#trace;
    const { id } = completions[completion]!;
    return completions.length > 1 && id !== '' ? ` · ${id}` : '';
  }

  #leaveRestOut(block: Block): boolean {
    this.#note(pictureWords.leftOut(block.text.length - this.#shownLength));
    return true;
  }

  /** A word of the picture's own, which stands from the time of what is before it. */
  #note(text: string): void {
    const timeMs = this.rows.findLast(({ stops }) => stops.length > 0)?.stops.at(-1)?.timeMs ?? 0;
    this.rows.push(rowOf('note', lineCells(text, COLUMNS), [{ timeMs, columns: COLUMNS }]));
  }

  #add(row: PictureRow): boolean {
    const bytes = encodeText(row.markup).length;
    if (this.rows.length >= MOST_ROWS || this.#textBytes + bytes > MOST_TEXT_BYTES) return false;
    this.#textBytes += bytes;
    this.rows.push(row);
    return true;
  }
}

/** A heading is there with its block; a call's name is told behind its arguments. */
function headStops(trace: Trace, block: Block): RowStop[] {
  const timeMs = trace.timeAt(block.firstEvent);
  if (block.namedAtEvent === undefined) return [{ timeMs, columns: COLUMNS }];
  return [
    { timeMs, columns: pictureWords.toolCall.length },
    { timeMs: trace.timeAt(block.namedAtEvent), columns: COLUMNS },
  ];
}

function rowOf(kind: RowKind, cells: readonly Cell[], stops: readonly RowStop[]): PictureRow {
  const markup = rowText(cells, COLUMNS);
  return { kind, isHead: false, isRightToLeft: isRightToLeft(cells), markup, stops };
}
