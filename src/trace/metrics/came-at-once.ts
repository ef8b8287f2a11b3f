import type { Block } from '../block.js';
import type { Trace } from '../trace.js';

/** Fewer chunks than this prove nothing. */
const FEWEST_CHUNKS = 20;
/** Nine tenths of the chunks within this time: no model is that fast, so something on the way held them back. */
const BURST_MS = 5;

/** The share of a run's chunks that must have come in such bursts: a tool call sent whole in between proves nothing. */
const BURST_SHARE = 0.9;

/**
 * Whether nearly all of a run's text came at once, as behind a proxy that buffers: its pace then says nothing about the model.
 * Looks at each block's chunks from the 5th to the 95th percent. O(blocks).
 */
export function cameAtOnce(trace: Trace): boolean {
  let chunks = 0;
  let inBursts = 0;
  for (const block of trace.blocks) {
    if (!block.isGenerated) continue;
    chunks += block.chunkCount;
    if (isBurst(trace, block)) inBursts += block.chunkCount;
  }
  return inBursts > 0 && inBursts >= chunks * BURST_SHARE;
}

function isBurst(trace: Trace, { chunkCount, events }: Block): boolean {
  if (chunkCount < FEWEST_CHUNKS) return false;
  const first = events.at(Math.floor(chunkCount * 0.05));
  const last = events.at(Math.ceil(chunkCount * 0.95) - 1);
  return trace.timeAt(last) - trace.timeAt(first) < BURST_MS;
}
