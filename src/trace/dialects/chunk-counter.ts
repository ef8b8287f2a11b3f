/**
 * Tokens per chunk from figures that count up along the stream: the usage on every chunk (vLLM's `continuous_usage_stats`) or
 * `timings.predicted_n` (llama.cpp's `timings_per_token`). A figure that comes only at the end counts no chunk.
 */
export class ChunkCounter {
  #counted = 0;
  #isContinuous = true;

  get hasBegun(): boolean {
    return this.#counted > 0;
  }

  /** The tokens that a chunk with text brought, from the figure as it stands; undefined when the stream does not count along. */
  next(total: number | undefined): number | undefined {
    if (total === undefined) this.#isContinuous = false;
    if (total === undefined || !this.#isContinuous) return undefined;
    const count = total - this.#counted;
    // Text is at least a token: a figure that has not begun to count by then, or that falls, is another one.
    this.#isContinuous = total > 0 && count >= 0;
    this.#counted = total;
    return this.#isContinuous ? count : undefined;
  }
}
