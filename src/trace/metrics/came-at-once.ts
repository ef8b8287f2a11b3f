import type { Trace } from '../trace.js';

/** Fewer chunks than this prove nothing. */
const FEWEST_CHUNKS = 20;
/** Nine tenths of the chunks within this time: no model is that fast, so something on the way held them back. */
const BURST_MS = 5;

/**
 * Whether nearly all of an answer came at once, as behind a proxy that buffers: its pace then says nothing about the model.
 * Looks at each block's chunks from the 5th to the 95th percent. O(blocks).
 */
export function cameAtOnce(trace: Trace): boolean {
  return trace.blocks.some((block) => {
    const { chunkCount, events } = block;
    if (!block.isGenerated || chunkCount < FEWEST_CHUNKS) return false;
    const first = events.at(Math.floor(chunkCount * 0.05));
    const last = events.at(Math.ceil(chunkCount * 0.95) - 1);
    return trace.timeAt(last) - trace.timeAt(first) < BURST_MS;
  });
}
