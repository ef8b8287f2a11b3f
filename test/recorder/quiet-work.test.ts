import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { QuietWork } from '../../src/recorder/quiet-work.js';
import { ManualTimeouts } from './manual-timeouts.js';
import { nextTurn } from './run-events.js';

function workplace() {
  const timers = new ManualTimeouts();
  const state = { isBusy: false, done: 0 };
  const work = async () => void state.done++;
  return { timers, state, quiet: new QuietWork(() => state.isBusy, work, timers) };
}

describe('work that is put off', () => {
  it('waits while something more urgent is under way, and is then done in one go', async () => {
    const { timers, state, quiet } = workplace();
    state.isBusy = true;
    quiet.ask();
    await timers.fire();
    quiet.ask();
    await timers.fire();
    assert.equal(state.done, 0);
    state.isBusy = false;
    await timers.fire();
    assert.equal(state.done, 1);
    assert.equal(timers.isSet, false);
  });

  it('does not wait for good where it never gets quiet', async () => {
    const { timers, state, quiet } = workplace();
    state.isBusy = true;
    quiet.ask();
    for (let pause = 0; pause < 100; pause++) await timers.fire();
    assert.equal(state.done, 1);
    quiet.ask();
    await timers.fire();
    assert.equal(state.done, 1);
  });

  it('is done at once when asked to, one after the other', async () => {
    const order: string[] = [];
    const steps = [
      () => nextTurn().then(() => void order.push('first')),
      async () => void order.push('second'),
    ];
    const quiet = new QuietWork(
      () => true,
      () => steps.shift()!(),
    );
    quiet.ask();
    await Promise.all([quiet.now(), quiet.now()]);
    assert.deepEqual(order, ['first', 'second']);
  });

  it('goes on after work that failed', async () => {
    const timers = new ManualTimeouts();
    let tries = 0;
    const fail = async () => {
      tries++;
      throw new Error('no');
    };
    const quiet = new QuietWork(() => false, fail, timers);
    await quiet.now();
    quiet.ask();
    await timers.fire();
    assert.equal(tries, 2);
  });
});
