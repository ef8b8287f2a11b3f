import type { Scheduler } from '../../engine/scheduler.js';

interface YieldingScheduler {
  yield?(): Promise<void>;
}

/** The browser's own clock, frames and timers. */
export const browserScheduler: Scheduler = {
  now: () => performance.now(),
  requestFrame(callback) {
    const handle = requestAnimationFrame(callback);
    return () => cancelAnimationFrame(handle);
  },
  setTimer(callback, delayMs) {
    // Timers hold 32 bits: what is further off is asked for again by the engine's own timers.
    const handle = setTimeout(callback, Math.min(delayMs, 2 ** 31 - 1));
    return () => clearTimeout(handle);
  },
  yieldToHost() {
    const { scheduler } = globalThis as { scheduler?: YieldingScheduler };
    return scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve));
  },
};
