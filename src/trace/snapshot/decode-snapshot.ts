import type { Trace } from '../trace.js';
import { openSnapshot } from './snapshot-reading.js';

export interface DecodingOptions {
  /** Lets others run in between, as a page's main thread must. */
  pause?: () => Promise<void>;
}

const EVENTS_IN_ONE_GO = 4000;

/**
 * Reads the run that a link's payload (what stands behind `#trace=`) holds. A link comes from anyone: sizes are checked before memory
 * is spent, and its events as those of any file. Rejects with a `SnapshotError`.
 */
export async function decodeSnapshot(payload: string, options: DecodingOptions = {}): Promise<Trace> {
  const reading = await openSnapshot(payload);
  let paused = 0;
  while (!reading.isRead) {
    reading.readStep();
    const { length } = reading.trace;
    if (length - paused < EVENTS_IN_ONE_GO) continue;
    paused = length;
    await options.pause?.();
  }
  return reading.trace;
}
