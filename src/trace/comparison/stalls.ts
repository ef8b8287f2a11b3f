import type { ChunkGaps } from '../metrics/chunk-gaps.js';
import { percentiles } from '../metrics/percentile.js';
import type { Trace } from '../trace.js';
import { exactMs } from './exact-time.js';
import type { TimeSpan } from './time-bucket.js';
import { bucketAt } from './time-buckets.js';
import { firstPromptMs } from './token-race.js';
import type { Stall } from './token-stream.js';

/** Chunks that come within this of each other came at once: a network brought them, not a model. In milliseconds. */
export const AT_ONCE_MS = 1;
/** No shorter gap is a stall: no reader sees it. */
const SHORTEST_MS = 50;
const TIMES_MEDIAN = 3;
const TIMES_NINE_TENTHS = 2;
/** Fewer gaps than this are no distribution that one could be outside of. */
const FEWEST_GAPS = 8;

/**
 * The length in milliseconds that a run's gaps between chunks must exceed to be stalls: 50 ms, three times their median, and twice
 * what nine tenths of them stay within, whichever is most. Gaps of 1 ms or less are not counted in, else every gap of a stream
 * that comes in bursts would be a stall. Infinity where fewer than eight gaps are left.
 */
export function stallThresholdMs(completions: readonly ChunkGaps[]): number {
  const gaps = apart(completions);
  if (gaps.length < FEWEST_GAPS) return Infinity;
  // The gap at that place, not between it and the next, which in a short run may be the stall.
  const place = Math.floor((gaps.length - 1) * 0.9);
  const [median, nineTenths] = percentiles(gaps, [0.5, place / (gaps.length - 1)]);
  return Math.max(SHORTEST_MS, TIMES_MEDIAN * median!, TIMES_NINE_TENTHS * nineTenths!);
}

function apart(completions: readonly ChunkGaps[]): Float64Array {
  const all = new Float64Array(completions.reduce((sum, { gapsMs }) => sum + gapsMs.length, 0));
  let count = 0;
  for (const { gapsMs } of completions) {
    for (let position = 0; position < gapsMs.length; position++) {
      if (gapsMs[position]! > AT_ONCE_MS) all[count++] = gapsMs[position]!;
    }
  }
  return all.subarray(0, count);
}

/** A run's gaps that are longer than `stallThresholdMs`, in order. `spans` are its own, which say what each held up. */
export function findStalls(
  trace: Trace,
  completions: readonly ChunkGaps[],
  spans: readonly TimeSpan[],
): Stall[] {
  const zeroMs = exactMs(firstPromptMs(trace) ?? 0);
  const thresholdMs = stallThresholdMs(completions);
  const stalls: Stall[] = [];
  completions.forEach(({ from, to, gapsMs }, completion) => {
    for (let position = 0; position < gapsMs.length; position++) {
      if (gapsMs[position]! <= thresholdMs) continue;
      const event = from[position]!;
      const startMs = exactMs(trace.timeAt(event)) - zeroMs;
      const ms = exactMs(trace.timeAt(to[position]!)) - zeroMs - startMs;
      stalls.push({ startMs, ms, completion, event, bucket: bucketAt(spans, startMs) });
    }
  });
  return stalls.sort((a, b) => a.startMs - b.startMs);
}
