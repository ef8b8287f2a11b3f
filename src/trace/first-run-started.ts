import type { RunStartedEvent } from './events.js';
import type { Trace } from './trace.js';

/** The event that starts the run, which stands among its first. */
export function firstRunStarted(trace: Trace): RunStartedEvent | undefined {
  for (const [index] of trace.wholeEvents()) {
    const started = trace.eventOfType(index, 'run_started');
    if (started) return started;
  }
  return undefined;
}
