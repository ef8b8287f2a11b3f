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
 * range by binary search, and looks at each sample there once: some 5 ms for a million.
 */
export function bucketExtremes({ times, values }: Samples, range: BucketRange): BucketExtremes {
  const { startMs, endMs, count } = range;
  const pairs = new Float64Array(count * 2).fill(NaN);
  const breaks = new Uint8Array(count);
  const perMs = endMs > startMs ? count / (endMs - startMs) : 0;
  const end = upperBound(times, endMs);
  let index = lowerBound(times, startMs);
  for (let bucket = 0; bucket < count && index < end; bucket++) {
    const first = index;
    const limit = bucket === count - 1 ? Infinity : bucket + 1;
    let low = Infinity;
    let high = -Infinity;
    let lowAt = -1;
    let highAt = -1;
    for (; index < end && (times[index]! - startMs) * perMs < limit; index++) {
      const value = values[index]!;
      // A break is neither lower nor higher than anything.
      if (value < low) {
        low = value;
        lowAt = index;
      }
      if (value > high) {
        high = value;
        highAt = index;
      }
    }
    if (lowAt < 0) breaks[bucket] = index > first ? 1 : 0;
    else {
      pairs[bucket * 2] = lowAt <= highAt ? low : high;
      pairs[bucket * 2 + 1] = lowAt <= highAt ? high : low;
    }
  }
  return { pairs, breaks };
}
