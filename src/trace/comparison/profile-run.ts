import { runMetrics } from '../metrics/run-metrics.js';
import type { Trace } from '../trace.js';
import { buildTokenStream } from './build-token-stream.js';
import { exactMs } from './exact-time.js';
import { memoryCurves } from './memory-curves.js';
import type { RunProfile } from './run-profile.js';
import { inOneGo, inSlices } from './slices.js';
import { timeBuckets } from './time-buckets.js';
import { timeSpans } from './time-spans.js';
import { firstPromptMs } from './token-race.js';

/** Profiles a run as far as it has come: once, for any number of comparisons. O(n). */
export function profileRun(trace: Trace): RunProfile {
  return inOneGo(profileInSteps(trace));
}

/**
 * The same in slices of some milliseconds, between which `pause` lets others run, as a page's main thread must. For a run that has
 * ended: one that grows in between is profiled as it was at different moments.
 */
export function profileRunInSlices(trace: Trace, pause: () => Promise<void>): Promise<RunProfile> {
  return inSlices(profileInSteps(trace), pause);
}

function* profileInSteps(trace: Trace): Generator<void, RunProfile> {
  const promptSentMs = firstPromptMs(trace);
  const totalMs = exactMs(trace.durationMs) - exactMs(promptSentMs ?? 0);
  const spans = yield* timeSpans(trace);
  yield;
  const stream = yield* buildTokenStream(trace, spans);
  yield;
  const metrics = runMetrics(trace);
  yield;
  return {
    trace,
    status: trace.status,
    metrics,
    promptSentMs,
    totalMs,
    buckets: timeBuckets(spans, stream.stalls),
    spans,
    stream,
    memory: memoryCurves(trace),
    estimated: trace.info.timing === 'estimated',
    simulated: trace.info.simulated === true,
  };
}
