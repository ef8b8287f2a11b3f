import { lowerBound } from '../bounds.js';
import { tokenLedger } from '../metrics/token-ledger.js';
import type { Trace } from '../trace.js';

/** Counts are sums of shares of a usage: what is this near to a whole number is it. */
const NEARLY = 1e-6;

/** Run time at which the first prompt was sent: zero of the clock that runs are compared on. Undefined: none was. */
export function firstPromptMs(trace: Trace): number | undefined {
  let first: number | undefined;
  for (const { promptSentMs } of trace.completions) {
    if (promptSentMs !== undefined && !(promptSentMs >= first!)) first = promptSentMs;
  }
  return first;
}

/**
 * Milliseconds from the prompt until `count` tokens had come, of all completions; undefined where they have not. Costs some
 * searches, and O(blocks) once whenever the trace has grown.
 */
export function timeToReach(trace: Trace, count: number): number | undefined {
  const ledger = tokenLedger(trace);
  const tokens = { length: trace.length, at: (event: number) => ledger.tokensUpTo(event).tokens };
  const event = lowerBound(tokens, count - NEARLY);
  if (event >= trace.length) return undefined;
  return trace.timeAt(event) - (firstPromptMs(trace) ?? 0);
}

/** Tokens of all completions within `ms` of the prompt. What `timeToReach` costs. */
export function tokensBy(trace: Trace, ms: number): number {
  return tokenLedger(trace).tokensUpTo(trace.indexAt((firstPromptMs(trace) ?? 0) + ms)).tokens;
}
