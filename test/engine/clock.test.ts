import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { boundedRate, Clock } from '../../src/engine/clock.js';

describe('a clock', () => {
  it('goes on from its anchor at its rate', () => {
    const clock = new Clock();
    clock.anchor(1000, 50, 4);
    assert.equal(clock.timeAt(1000), 50);
    assert.equal(clock.timeAt(1010), 90);
  });

  it('tells how long it takes to a time', () => {
    const clock = new Clock();
    clock.anchor(1000, 50, 4);
    assert.equal(clock.delayUntil(90, 1000), 10);
    assert.equal(clock.delayUntil(90, 1004), 6);
    assert.equal(clock.delayUntil(0, 1000), 0);
  });
});

describe('a rate', () => {
  it('is kept between 0.0625 and 16', () => {
    assert.deepEqual([0.01, 0.5, 4, 17].map(boundedRate), [0.0625, 0.5, 4, 16]);
  });

  it('is a finite number above 0', () => {
    for (const rate of [NaN, Infinity, -Infinity, 0, -1]) assert.throws(() => boundedRate(rate), RangeError);
  });
});
