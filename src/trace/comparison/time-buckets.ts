import { upperBound } from '../bounds.js';
import { exactMs } from './exact-time.js';
import { TIME_BUCKETS, type TimeBucket, type TimeBucketName, type TimeSpan } from './time-bucket.js';
import type { Stall } from './token-stream.js';

/** The sums of a run's spans, with the stalls that began in each. */
export function timeBuckets(spans: readonly TimeSpan[], stalls: readonly Stall[]): TimeBucket[] {
  const sums = new Map<TimeBucketName, { ms: number; stalledMs: number; stalls: Stall[] }>(
    TIME_BUCKETS.map((name) => [name, { ms: 0, stalledMs: 0, stalls: [] }]),
  );
  for (const { bucket, startMs, endMs } of spans) sums.get(bucket)!.ms += endMs - startMs;
  for (const stall of stalls) sums.get(stall.bucket)!.stalls.push(stall);
  for (const { bucket, startMs, endMs } of stalledSpans(spans, stalls))
    sums.get(bucket)!.stalledMs += endMs - startMs;
  return TIME_BUCKETS.map((name) => ({ name, ...sums.get(name)! }));
}

/** The bucket that a moment is counted in; `atMs` since the prompt was sent. */
export function bucketAt(spans: readonly TimeSpan[], atMs: number): TimeBucketName {
  const starts = { length: spans.length, at: (index: number) => spans[index]!.startMs };
  return spans[Math.max(0, upperBound(starts, exactMs(atMs)) - 1)]?.bucket ?? 'between';
}

/** Where spans and stalls overlap; stalls of several completions at once count once. `stalls` are in order of their start. */
function stalledSpans(spans: readonly TimeSpan[], stalls: readonly Stall[]): TimeSpan[] {
  const overlaps: TimeSpan[] = [];
  let next = 0;
  let reachedMs = 0;
  for (const stall of stalls) {
    const endMs = exactMs(stall.startMs + stall.ms);
    while (next < spans.length && spans[next]!.startMs < endMs) {
      const span = spans[next]!;
      const from = Math.max(span.startMs, exactMs(stall.startMs), reachedMs);
      const to = Math.min(span.endMs, endMs);
      if (to > from) overlaps.push({ bucket: span.bucket, startMs: from, endMs: to });
      if (span.endMs > endMs) break;
      next++;
    }
    reachedMs = Math.max(reachedMs, endMs);
  }
  return overlaps;
}
