import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FramePlaces } from '../../src/recorder/frame-places.js';

describe('the places of frames', () => {
  it('are those of the events that were numbered, for any order of runs', () => {
    const steps = fc.array(fc.record({ order: fc.nat(2), count: fc.nat(5) }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (runs) => {
        const places = new FramePlaces(1000);
        const expected: { order: number; seq: number }[] = [];
        const next = [0, 0, 0];
        for (const { order, count } of runs) {
          assert.equal(places.add(order, next[order]!, count), expected.length + count);
          for (let added = 0; added < count; added++) expected.push({ order, seq: next[order]!++ });
        }
        assert.equal(places.last, expected.length);
        expected.forEach((place, index) => assert.deepEqual(places.at(index + 1), place));
        for (const frame of [-1, 0, expected.length + 1]) assert.equal(places.at(frame), undefined);
      }),
    );
  });

  it('are forgotten, the oldest first, when runs take turns for long', () => {
    const places = new FramePlaces(8);
    for (let seq = 0; seq < 50; seq++) for (const order of [0, 1]) places.add(order, seq);
    assert.deepEqual(places.at(100), { order: 1, seq: 49 });
    assert.ok(places.first >= 90 && places.first <= 95);
    assert.equal(places.at(places.first - 1), undefined);
    assert.deepEqual(places.at(places.first), {
      order: (places.first + 1) % 2,
      seq: Math.floor((places.first - 1) / 2),
    });
  });

  it('cost the same for a run of any length', () => {
    const places = new FramePlaces(4);
    for (let seq = 0; seq < 10_000; seq++) places.add(7, seq);
    assert.deepEqual([places.first, places.at(1)], [1, { order: 7, seq: 0 }]);
  });
});
