import type { Block } from '../block.js';
import type { Trace } from '../trace.js';
import { LONGEST_MS } from './keyframes.js';
import type { Cell } from './wrapped-rows.js';

/** From a time on, so many cells of a row are there. */
export interface RowStop {
  readonly timeMs: number;
  readonly columns: number;
}

const FRAME_MS = 1000 / 60;

/**
 * When the cells of a block's rows came. Asked for one row after the other, in order: it goes through the block's chunks once.
 */
export class ChunkWalk {
  readonly #trace: Trace;
  readonly #block: Block;
  /** Offset of the wrapped text in the block's. */
  readonly #start: number;
  #chunk = 0;

  constructor(trace: Trace, block: Block, start: number) {
    this.#trace = trace;
    this.#block = block;
    this.#start = start;
  }

  /** A stop for each chunk that brought cells of the row. */
  stopsOf(row: readonly Cell[]): RowStop[] {
    const stops: RowStop[] = [];
    let columns = 0;
    for (const cell of row) {
      const timeMs = this.#timeOf(this.#start + cell.end);
      columns += cell.width;
      if (stops.at(-1)?.timeMs === timeMs) stops.pop();
      stops.push({ timeMs, columns });
    }
    return stops;
  }

  /** When the character that ends at an offset was there as a whole. */
  #timeOf(end: number): number {
    const { ends, chunkCount, events } = this.#block;
    while (this.#chunk < chunkCount - 1 && ends.at(this.#chunk) < end) this.#chunk++;
    return Math.min(LONGEST_MS, this.#trace.timeAt(events.at(this.#chunk)));
  }
}

/**
 * The stops of all rows, so few as `most` allows, but one for each row: those within one frame of a screen become their last, and of
 * ever longer ones where there are too many. So nothing is shown before it came.
 */
export function thinnedStops(rows: readonly (readonly RowStop[])[], most: number): RowStop[][] {
  for (let frameMs = FRAME_MS; ; frameMs *= 2) {
    const thinned = rows.map((stops) => lastOfFrames(stops, frameMs));
    const count = thinned.reduce((sum, { length }) => sum + length, 0);
    if (count <= most || thinned.every(({ length }) => length <= 1)) return thinned;
  }
}

function lastOfFrames(stops: readonly RowStop[], frameMs: number): RowStop[] {
  return stops.filter(({ timeMs }, at) => {
    const next = stops[at + 1];
    return !next || Math.floor(next.timeMs / frameMs) > Math.floor(timeMs / frameMs);
  });
}
