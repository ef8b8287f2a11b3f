import type { Block } from '../block.js';
import type { Trace } from '../trace.js';

/** The block that the figures at event `index` are about: the one that grew last. An error ends it, and does not take its place. */
export function blockAtHand(trace: Trace, index: number): Block | undefined {
  let block = trace.blocks[trace.blockIndexAt(index)];
  while (block?.kind === 'error') block = trace.blocks[trace.blockIndexAt(block.firstEvent - 1)];
  return block;
}
