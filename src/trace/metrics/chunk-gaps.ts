import type { BlockKind } from '../block.js';
import type { Completion } from '../completion.js';
import type { Trace } from '../trace.js';

/** The event indexes of a completion's chunks of text, in order. */
export function chunkEvents(completion: Completion): Uint32Array {
  const generated = completion.blocks.filter((block) => block.isGenerated);
  const events = new Uint32Array(generated.reduce((sum, block) => sum + block.chunkCount, 0));
  let filled = 0;
  for (const block of generated) {
    events.set(block.events.items.subarray(0, block.chunkCount), filled);
    filled += block.chunkCount;
  }
  return generated.length > 1 ? events.sort() : events;
}

/**
 * Milliseconds between successive chunks of a completion, in order: its inter-token latencies. A gap in which a tool's result
 * came is left out: the model was not generating.
 */
export function chunkGapsMs(trace: Trace, completion: Completion): Float64Array {
  const { gapsMs } = chunkGaps(trace, completion, ['tool_result']);
  return gapsMs;
}

/** Gaps between chunks, with the events before and after each. */
export interface ChunkGaps {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly gapsMs: Float64Array;
}

/** The gaps between a completion's successive chunks, less those in which a block of the given kinds began. */
export function chunkGaps(trace: Trace, completion: Completion, breaks: readonly BlockKind[]): ChunkGaps {
  const chunks = chunkEvents(completion);
  const broken = completion.blocks
    .filter((block) => breaks.includes(block.kind))
    .map((block) => block.firstEvent);
  const most = Math.max(0, chunks.length - 1);
  const [from, to, gapsMs] = [new Uint32Array(most), new Uint32Array(most), new Float64Array(most)];
  let count = 0;
  let nextBreak = 0;
  for (let position = 1; position < chunks.length; position++) {
    const before = chunks[position - 1]!;
    const after = chunks[position]!;
    while (nextBreak < broken.length && broken[nextBreak]! < before) nextBreak++;
    if (nextBreak < broken.length && broken[nextBreak]! < after) continue;
    from[count] = before;
    to[count] = after;
    gapsMs[count++] = trace.timeAt(after) - trace.timeAt(before);
  }
  return {
    from: from.subarray(0, count),
    to: to.subarray(0, count),
    gapsMs: gapsMs.subarray(0, count),
  };
}
