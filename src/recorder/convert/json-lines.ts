import type { Trace } from '../../trace/index.js';
import { wholeRun } from './whole-run.js';

/** A trace as JSON lines: each event of the run on a line of its own, the first `run_started`, the last the one that ends it. */
export function* jsonLines(trace: Trace, name: string): Generator<string> {
  for (const event of wholeRun(trace, name)) yield `${JSON.stringify(event)}\n`;
}
