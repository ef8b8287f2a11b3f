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
  const events = chunkEvents(completion);
  const results = completion.blocks
    .filter((block) => block.kind === 'tool_result')
    .map((block) => block.firstEvent);
  const gaps = new Float64Array(Math.max(0, events.length - 1));
  let count = 0;
  let nextResult = 0;
  for (let position = 1; position < events.length; position++) {
    const from = events[position - 1]!;
    const to = events[position]!;
    while (nextResult < results.length && results[nextResult]! < from) nextResult++;
    const isAcrossTool = nextResult < results.length && results[nextResult]! < to;
    if (!isAcrossTool) gaps[count++] = trace.timeAt(to) - trace.timeAt(from);
  }
  return gaps.subarray(0, count);
}
