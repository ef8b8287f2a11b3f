import type { SourceContext } from './source.js';

const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 30_000;

/**
 * How long to wait before the next try: twice as long after each failure, up to 30 s, and each time a half to all of that, so
 * that the viewers of a server that comes back do not all ask at once. `retryMs` is what the server asked for; `random` is 0..1.
 */
export function backOffMs(failures: number, retryMs: number | undefined, random: number): number {
  const wholeMs = Math.min(LONGEST_DELAY_MS, (retryMs ?? FIRST_DELAY_MS) * 2 ** Math.min(failures, 16));
  return wholeMs * (0.5 + random / 2);
}

/** Waits, or less when aborted. */
export function wait(delayMs: number, { scheduler, signal }: SourceContext): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      cancel();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = scheduler.setTimer(finish, delayMs);
    signal.addEventListener('abort', finish);
  });
}
