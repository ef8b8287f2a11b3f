import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { backOffMs, wait } from '../../../src/engine/source/back-off.js';
import { ManualScheduler } from '../../helpers/manual-scheduler.js';
import { settled } from '../watched-player.js';

describe('the wait before a further try', () => {
  it('doubles with each failure, from what the server asked for', () => {
    assert.deepEqual(
      [0, 1, 2, 3].map((failures) => backOffMs(failures, 250, 1)),
      [250, 500, 1000, 2000],
    );
    assert.equal(backOffMs(0, undefined, 1), 1000);
  });

  it('is never over 30 s, and never under half of what it would be', () => {
    const random = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.nat(), fc.option(fc.nat(), { nil: undefined }), random, (failures, retryMs, share) => {
        const wholeMs = backOffMs(failures, retryMs, 1);
        const delayMs = backOffMs(failures, retryMs, share);
        assert.ok(wholeMs <= 30_000 && delayMs <= wholeMs && delayMs >= wholeMs / 2);
      }),
    );
  });

  it('is over at once when it is aborted, and leaves no timer', async () => {
    const scheduler = new ManualScheduler();
    const controller = new AbortController();
    let isOver = false;
    void wait(1000, { scheduler, signal: controller.signal }).then(() => (isOver = true));
    await settled();
    assert.deepEqual([isOver, scheduler.timerCount], [false, 1]);
    controller.abort();
    await settled();
    assert.deepEqual([isOver, scheduler.timerCount], [true, 0]);
    await wait(1000, { scheduler, signal: controller.signal });
  });
});
