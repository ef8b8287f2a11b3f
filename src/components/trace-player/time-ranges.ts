import type { TimeRange } from '../../engine/time-ranges.js';

/** Ranges of time in seconds, shaped as the platform's `TimeRanges`. */
export class PlayerTimeRanges {
  readonly #ranges: readonly TimeRange[];

  constructor(ranges: readonly TimeRange[]) {
    this.#ranges = ranges;
  }

  get length(): number {
    return this.#ranges.length;
  }

  /** Where the range begins, in seconds. Throws an `IndexSizeError` beyond the last. */
  start(index: number): number {
    return this.#at(index)[0] / 1000;
  }

  /** Where the range ends, in seconds. Throws an `IndexSizeError` beyond the last. */
  end(index: number): number {
    return this.#at(index)[1] / 1000;
  }

  #at(index: number): TimeRange {
    const range = this.#ranges[index];
    if (!range) throw new DOMException(`There is no range ${index}.`, 'IndexSizeError');
    return range;
  }
}
