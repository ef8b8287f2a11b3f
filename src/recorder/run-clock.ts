/** Milliseconds on a monotonic clock, such as `performance.now`. */
export type Now = () => number;

/** Milliseconds since the run began, in steps of 0.001. */
export interface RunClock {
  /** Wall time of its zero, ISO 8601. */
  readonly startedAt: string;
  elapsedMs(): number;
}

/** Starts the one clock of a run. Wall time is read once, here: what is measured never depends on it. */
export function startRunClock(
  now: Now = () => performance.now(),
  wallNow: () => number = Date.now,
): RunClock {
  const zero = now();
  const startedAt = new Date(wallNow()).toISOString();
  return { startedAt, elapsedMs: () => Math.round((now() - zero) * 1000) / 1000 };
}
