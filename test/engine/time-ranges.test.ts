import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type TimeRange, withRange } from '../../src/engine/time-ranges.js';

describe('a range added to others', () => {
  it('covers what any of them covered, and they stay sorted and apart', () => {
    const range = fc
      .tuple(fc.nat(50), fc.nat(10))
      .map(([start, length]): TimeRange => [start, start + length]);
    fc.assert(
      fc.property(fc.array(range, { maxLength: 12 }), (added) => {
        const ranges = added.reduce<readonly TimeRange[]>(withRange, []);
        const covers = (list: readonly TimeRange[], at: number) =>
          list.some(([start, end]) => start < at && at < end);
        for (let at = 0.5; at < 62; at++) assert.equal(covers(ranges, at), covers(added, at));
        ranges.slice(1).forEach(([start], index) => assert.ok(start > ranges[index]![1]));
      }),
    );
  });
});
