import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { bucketExtremes, type Samples } from '../../../src/trace/series/bucket-extremes.js';
import { lastValueAt, lineValueAt, nextValueAt } from '../../../src/trace/series/curve-value.js';

const curves = fc
  .array(
    fc.tuple(fc.integer({ min: 0, max: 400 }), fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constant(NaN))),
    {
      maxLength: 200,
    },
  )
  .map((samples) => samples.sort(([left], [right]) => left - right))
  .map(samplesOf);
const ranges = fc
  .tuple(
    fc.integer({ min: -20, max: 420 }),
    fc.integer({ min: 1, max: 440 }),
    fc.integer({ min: 1, max: 64 }),
  )
  .map(([startMs, spanMs, count]) => ({ startMs, endMs: startMs + spanMs, count }));

function samplesOf(samples: readonly (readonly [number, number])[]): Samples {
  return {
    times: Float64Array.from(samples, ([time]) => time),
    values: Float64Array.from(samples, ([, value]) => value),
  };
}

/** The values of each bucket, by looking at all samples. */
function plainBuckets({ times, values }: Samples, range: { startMs: number; endMs: number; count: number }) {
  const { startMs, endMs, count } = range;
  const buckets: number[][] = Array.from({ length: count }, () => []);
  times.forEach((time, index) => {
    if (time < startMs || time > endMs) return;
    const bucket = Math.min(count - 1, Math.floor((time - startMs) * (count / (endMs - startMs))));
    buckets[bucket]!.push(values[index]!);
  });
  return buckets;
}

describe('a curve in buckets', () => {
  test('keeps the lowest and the highest value of every bucket, in the order in which they came', () => {
    fc.assert(
      fc.property(curves, ranges, (curve, range) => {
        const { pairs } = bucketExtremes(curve, range);
        plainBuckets(curve, range).forEach((all, bucket) => {
          const values = all.filter((value) => !Number.isNaN(value));
          const pair = [...pairs.subarray(bucket * 2, bucket * 2 + 2)];
          if (values.length === 0) return assert.deepEqual(pair, [NaN, NaN]);
          const [low, high] = [Math.min(...values), Math.max(...values)];
          const isFalling = values.indexOf(high) < values.indexOf(low);
          assert.deepEqual(pair, isFalling ? [high, low] : [low, high]);
        });
      }),
    );
  });

  test('tells the buckets that hold breaks and no value', () => {
    fc.assert(
      fc.property(curves, ranges, (curve, range) => {
        const { breaks } = bucketExtremes(curve, range);
        const plain = plainBuckets(curve, range).map((all) =>
          Number(all.length > 0 && all.every(Number.isNaN)),
        );
        assert.deepEqual([...breaks], plain);
      }),
    );
  });

  test('keeps one spike among a million samples, wherever it is, and however small the part in view', () => {
    const times = Float64Array.from({ length: 1_000_000 }, (_, index) => index);
    const values = new Float64Array(1_000_000).fill(7);
    values[654_321] = 900;
    for (const [startMs, endMs] of [
      [0, 999_999],
      [600_000, 700_000],
      [654_321, 654_400],
    ] as const) {
      const { pairs } = bucketExtremes({ times, values }, { startMs, endMs, count: 320 });
      assert.equal(Math.max(...pairs.filter((value) => !Number.isNaN(value))), 900);
    }
  });

  test('takes a stretch without length as one moment', () => {
    const { pairs } = bucketExtremes(
      samplesOf([
        [5, 1],
        [5, 2],
      ]),
      { startMs: 5, endMs: 5, count: 2 },
    );
    assert.deepEqual([...pairs], [1, 2, NaN, NaN]);
  });
});

describe('the value of a curve at a time', () => {
  const curve = samplesOf([
    [10, 1],
    [20, 3],
    [30, NaN],
    [40, 5],
  ]);

  test('is the last sample’s, from the first on', () => {
    assert.deepEqual(
      [9, 10, 19, 20, 35, 99].map((time) => lastValueAt(curve, time)),
      [NaN, 1, 1, 3, NaN, 5],
    );
  });

  test('lies on the line between two samples, and nowhere beyond them or at a break', () => {
    const values = [9, 10, 15, 20, 25, 35, 40, 41].map((time) => lineValueAt(curve, time));
    assert.deepEqual(values, [NaN, 1, 2, 3, NaN, NaN, 5, NaN]);
  });

  test('is that of the gap which it lies in, where a value is a gap’s length', () => {
    const values = [9, 10, 11, 20, 21, 31, 40, 41].map((time) => nextValueAt(curve, time));
    assert.deepEqual(values, [NaN, 1, 3, 3, NaN, 5, 5, NaN]);
  });
});
