import type { Scheduler } from '../src/engine/index.js';

/** A scheduler whose clock stands still and that never calls back: what is measured is commands alone. */
export const stillScheduler: Scheduler = {
  now: () => 0,
  requestFrame: () => () => {},
  setTimer: () => () => {},
  yieldToHost: () => Promise.resolve(),
};
