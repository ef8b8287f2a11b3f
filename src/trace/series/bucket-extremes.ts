import { lowerBound, upperBound } from '../bounds.js';

/** A curve: values over times that never decrease. NaN is a break, where the curve has no value. */
export interface Samples {
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** A stretch of time, both ends included, in so many equal buckets: one for each pixel of a drawing. */
export interface BucketRange {
  readonly startMs: number;
  readonly endMs: number;
  readonly count: number;
}

/** What is left of a curve in buckets. Nothing in it is interpolated: each value is a sample's. */
export interface BucketExtremes {
  /** For each bucket the lowest and the highest value, in the order in which they came; NaN twice where it has none. */
  readonly pairs: Float64Array;
  /** 1 for each bucket that holds breaks and no value. */
  readonly breaks: Uint8Array;
}

/**
 * Thins a curve out to two values a bucket, so that no spike is lost however many samples stand behind a pixel. Finds what is in
 * range by binary search, and looks at each sample there once.
 */
export function bucketExtremes({ times, values }: Samples, range: BucketRange): BucketExtremes {
  const { startMs, endMs, count } = range;
  const pairs = new Float64Array(count * 2).fill(NaN);
  const breaks = new Uint8Array(count);
  const perMs = endMs > startMs ? count / (endMs - startMs) : 0;
  const end = upperBound(times, endMs);
  let bucket = -1;
  let low = -1;
  let high = -1;
  const close = () => {
    if (low < 0) return;
    pairs[bucket * 2] = values[Math.min(low, high)]!;
    pairs[bucket * 2 + 1] = values[Math.max(low, high)]!;
    breaks[bucket] = 0;
    low = high = -1;
  };
  for (let index = lowerBound(times, startMs); index < end; index++) {
    const at = Math.min(count - 1, Math.floor((times[index]! - startMs) * perMs));
    if (at !== bucket) close();
    bucket = at;
    const value = values[index]!;
    if (Number.isNaN(value)) breaks[at] = 1;
    else if (low < 0) low = high = index;
    else if (value < values[low]!) low = index;
    else if (value > values[high]!) high = index;
  }
  close();
  return { pairs, breaks };
}
