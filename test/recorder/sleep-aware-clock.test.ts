import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startRunClock } from '../../src/recorder/run-clock.js';
import { sleepAwareClock } from '../../src/recorder/sleep-aware-clock.js';

/** A machine that works, sleeps, and has its clock set. */
function machine(uptimeStepMs = 1) {
  const ms = { now: 50, wall: 1_700_000_000_000, uptime: 9_000_000 };
  const clock = sleepAwareClock({
    now: () => ms.now,
    wallNow: () => ms.wall,
    uptimeMs: () => Math.floor(ms.uptime / uptimeStepMs) * uptimeStepMs,
  });
  const work = (forMs: number) => {
    ms.now += forMs;
    ms.wall += forMs;
    ms.uptime += forMs;
  };
  const sleep = (forMs: number) => {
    ms.wall += forMs;
    ms.uptime += forMs;
  };
  return { clock, work, sleep, set: (byMs: number) => void (ms.wall += byMs) };
}

describe('the clock of a run', () => {
  it('has the gap in which the machine slept, where it was', () => {
    const { clock, work, sleep } = machine();
    const run = startRunClock(clock);
    const times = [];
    for (const step of [
      () => work(100),
      () => sleep(3_600_000),
      () => work(4),
      () => sleep(60_000),
      () => work(1),
    ]) {
      step();
      times.push(run.elapsedMs());
    }
    assert.deepEqual(times, [100, 3_600_100, 3_600_104, 3_660_104, 3_660_105]);
  });

  it('does not move where the wall clock is set, back or forth', () => {
    const { clock, work, set } = machine();
    const run = startRunClock(clock);
    for (const by of [7_200_000, -86_400_000, 5000]) {
      set(by);
      work(10);
    }
    assert.equal(run.elapsedMs(), 30);
  });

  it('has the gap of a sleep during which the wall clock was set, once they differ', () => {
    const { clock, work, sleep, set } = machine();
    const run = startRunClock(clock);
    sleep(60_000);
    set(-3_600_000);
    work(5);
    assert.equal(run.elapsedMs(), 60_005);
  });

  it('never goes back, nor by parts of a coarse clock', () => {
    const { clock, work, sleep, set } = machine(1000);
    let lastMs = clock();
    const steps = [() => work(3.3), () => sleep(1500), () => set(-2500), () => sleep(2007), () => work(0)];
    for (let round = 0; round < 50; round++) {
      steps[round % steps.length]!();
      const nowMs = clock();
      assert.ok(nowMs >= lastMs);
      lastMs = nowMs;
    }
  });
});
