import { uptime } from 'node:os';
import type { Now } from './run-clock.js';

/** A sleep is told from clocks that are set, or told in whole seconds, if it was longer than this, in milliseconds. */
const SHORTEST_SLEEP_MS = 2000;

/** The clocks of a machine, in milliseconds. */
export interface MachineClocks {
  /** Never set; on most machines it stands still while they sleep. */
  readonly now: Now;
  /** Cheap to ask, and may be set at any time: where it runs away from the first, the third is asked. */
  readonly wallNow: Now;
  /** Since the machine's start, sleep included. */
  readonly uptimeMs: Now;
}

const MACHINE: MachineClocks = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  uptimeMs: () => uptime() * 1000,
};

/** Monotonic milliseconds that go on while the machine sleeps, so that a run has its gap where it was; setting the clock moves nothing. */
export function sleepAwareClock({ now, wallNow, uptimeMs }: MachineClocks = MACHINE): Now {
  let sleptMs = 0;
  let wallAheadMs = wallNow() - now();
  let uptimeAheadMs = uptimeMs() - now();
  return () => {
    const nowMs = now();
    const aheadMs = wallNow() - nowMs;
    if (Math.abs(aheadMs - wallAheadMs) >= SHORTEST_SLEEP_MS) {
      wallAheadMs = aheadMs;
      const asleepMs = uptimeMs() - nowMs - uptimeAheadMs;
      if (asleepMs >= SHORTEST_SLEEP_MS) {
        sleptMs += asleepMs;
        uptimeAheadMs += asleepMs;
      }
    }
    return nowMs + sleptMs;
  };
}

/** The clock of this machine that runs are recorded by. */
export const machineNow: Now = sleepAwareClock();
