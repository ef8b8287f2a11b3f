import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { lowerBound, upperBound } from '../../src/trace/bounds.js';

test('bounds count the values below, and at or below, any value', () => {
  const sorted = fc.array(fc.integer({ min: -5, max: 5 })).map((values) => values.sort((a, b) => a - b));
  fc.assert(
    fc.property(sorted, fc.integer({ min: -6, max: 6 }), (values, value) => {
      const column = { length: values.length, at: (index: number) => values[index]! };
      assert.equal(lowerBound(column, value), values.filter((one) => one < value).length);
      assert.equal(upperBound(column, value), values.filter((one) => one <= value).length);
    }),
  );
});
