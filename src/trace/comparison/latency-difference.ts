import type { BucketDifference, LatencyDifference } from './comparison.js';
import type { RunProfile } from './run-profile.js';

/** Where one run spent more time than the other: its buckets' differences sum to that of the totals exactly. */
export function latencyDifference(left: RunProfile, right: RunProfile): LatencyDifference {
  const buckets = left.buckets.map((bucket, index): BucketDifference => {
    const other = right.buckets[index]!;
    return { name: bucket.name, left: bucket, right: other, differenceMs: other.ms - bucket.ms };
  });
  const largest = buckets.reduce((most, one) =>
    Math.abs(one.differenceMs) > Math.abs(most.differenceMs) ? one : most,
  );
  return {
    leftMs: left.totalMs,
    rightMs: right.totalMs,
    differenceMs: right.totalMs - left.totalMs,
    buckets,
    ...(largest.differenceMs !== 0 && { largest }),
  };
}
