import type { ChunkGaps } from '../metrics/chunk-gaps.js';
import type { Trace } from '../trace.js';
import { AT_ONCE_MS } from './stalls.js';
import { firstPromptMs } from './token-race.js';
import type { Burst } from './token-stream.js';

/** Where a completion's chunks came at once: two or more, each within 1 ms of the one before. */
export function findBursts(trace: Trace, { from, to, gapsMs }: ChunkGaps, completion: number): Burst[] {
  const zeroMs = firstPromptMs(trace) ?? 0;
  const bursts: Burst[] = [];
  for (let first = 0; first < gapsMs.length; first++) {
    if (gapsMs[first]! > AT_ONCE_MS) continue;
    let last = first;
    while (gapsMs[last + 1]! <= AT_ONCE_MS && from[last + 1] === to[last]) last++;
    const startMs = trace.timeAt(from[first]!) - zeroMs;
    const endMs = trace.timeAt(to[last]!) - zeroMs;
    bursts.push({ startMs, endMs, chunks: last - first + 2, completion });
    first = last;
  }
  return bursts;
}
