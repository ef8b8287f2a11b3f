/** The timers that sampling runs on. */
export interface PollTimers {
  setInterval(callback: () => void, ms: number): unknown;
  clearInterval(timer: unknown): void;
}

/**
 * Does a task at once, and then every so many milliseconds; a turn is left out while the one before is under way, and an error ends
 * only its own turn. Does not keep the process alive. Returns what ends it.
 */
export function poll(
  task: () => Promise<void>,
  intervalMs: number,
  timers: PollTimers = globalThis as PollTimers,
): () => void {
  let isBusy = false;
  const turn = async () => {
    if (isBusy) return;
    isBusy = true;
    await task().catch(() => {});
    isBusy = false;
  };
  const timer = timers.setInterval(() => void turn(), intervalMs);
  (timer as Partial<NodeJS.Timeout> | undefined)?.unref?.();
  void turn();
  return () => timers.clearInterval(timer);
}
