import { machineNow } from './sleep-aware-clock.js';

/** Milliseconds on a monotonic clock, such as `performance.now`. */
export type Now = () => number;

/** Milliseconds since the run began, in steps of 0.001. */
export interface RunClock {
  /** Wall time of its zero, ISO 8601. */
  readonly startedAt: string;
  /** At a moment of the monotonic clock. Default: now. */
  elapsedMs(atMs?: number): number;
}

/** Starts the one clock of a run; where it began a little ago, with that zero. Wall time is read once, here: what is measured never depends on it. */
export function startRunClock(
  now: Now = machineNow,
  wallNow: () => number = Date.now,
  beganMs?: number,
): RunClock {
  const zeroMs = beganMs ?? now();
  const lateMs = beganMs === undefined ? 0 : now() - beganMs;
  const startedAt = new Date(wallNow() - lateMs).toISOString();
  return { startedAt, elapsedMs: (atMs = now()) => Math.round((atMs - zeroMs) * 1000) / 1000 };
}
