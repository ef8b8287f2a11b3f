import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { percentile, percentiles } from '../../../src/trace/metrics/percentile.js';
import { settlePlaces } from '../../../src/trace/metrics/settle-places.js';

const values = fc.oneof(
  fc.array(fc.double({ noNaN: true, min: 0, max: 1e6 }), { minLength: 1, maxLength: 600 }),
  fc.array(fc.constantFrom(0, 1, 40), { minLength: 1, maxLength: 600 }),
);

describe('places that are settled', () => {
  test('hold what sorting would put there, and no value is lost', () => {
    fc.assert(
      fc.property(values, fc.array(fc.nat(599), { maxLength: 6 }), (given, asked) => {
        const places = asked.map((place) => place % given.length).sort((a, b) => a - b);
        const sorted = Float64Array.from(given).sort();
        const settled = Float64Array.from(given);
        settlePlaces(settled, places);
        for (const place of places) assert.equal(settled[place], sorted[place]);
        assert.deepEqual(settled.sort(), sorted);
      }),
      { numRuns: 500 },
    );
  });

  test('cost no more than sorting, however the values lie', () => {
    const size = 40_000;
    const shapes = [
      (at: number) => at,
      (at: number) => size - at,
      () => 7,
      (at: number) => Math.min(at, size - at),
      (at: number) => (at % 2 === 0 ? at : size),
    ];
    for (const shape of shapes) {
      const given = Float64Array.from({ length: size }, (_, at) => shape(at));
      const sorted = given.slice().sort();
      assert.deepEqual(percentiles(given, [0.5, 0.99]), [percentile(sorted, 0.5), percentile(sorted, 0.99)]);
    }
  });
});

describe('percentiles of values in any order', () => {
  test('are those of the sorted values', () => {
    fc.assert(
      fc.property(values, (given) => {
        const sorted = Float64Array.from(given).sort();
        const shares = [0, 0.5, 0.9, 0.95, 0.99, 1];
        assert.deepEqual(
          percentiles(Float64Array.from(given), shares),
          shares.map((share) => percentile(sorted, share)),
        );
      }),
    );
  });
});
