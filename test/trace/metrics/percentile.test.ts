import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { percentile } from '../../../src/trace/metrics/percentile.js';
import { numpyPercentile } from '../helpers/plain-metrics.js';

test('percentiles interpolate as NumPy’s do', () => {
  // numpy.percentile([1, 2, 3, 4], [25, 50, 95, 99, 100]) and of a single value.
  const values = [1, 2, 3, 4];
  const shares = [0.25, 0.5, 0.95, 0.99, 1];
  const expected = [1.75, 2.5, 3.85, 3.97, 4];
  shares.forEach((share, index) => assert.ok(Math.abs(percentile(values, share) - expected[index]!) < 1e-12));
  assert.equal(percentile([7], 0.95), 7);
});

test('percentiles of any values agree with the definition', () => {
  const values = fc.array(fc.double({ min: 0, max: 1e4, noNaN: true }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
      const sorted = [...all].sort((a, b) => a - b);
      assert.ok(Math.abs(percentile(sorted, share) - numpyPercentile(all, share)) < 1e-6);
    }),
  );
});
