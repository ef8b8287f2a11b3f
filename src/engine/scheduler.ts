/**
 * Tells the time and arranges what happens later. Passed in, so that a test's clock stands still until it is moved.
 */
export interface Scheduler {
  /** Milliseconds on a monotonic clock. */
  now(): number;
  /** Calls back before the next paint, once. Returns how to cancel it. A hidden page may not call back at all. */
  requestFrame(callback: () => void): () => void;
  /** Calls back after a delay, once. Returns how to cancel it. A hidden page may be late. */
  setTimer(callback: () => void, delayMs: number): () => void;
  /** Lets input and painting go first, then goes on. */
  yieldToHost(): Promise<void>;
}
