import { runMetrics } from '../metrics/run-metrics.js';
import type { Trace } from '../trace.js';
import { buildTokenStream } from './build-token-stream.js';
import { exactMs } from './exact-time.js';
import { memoryCurves } from './memory-curves.js';
import type { RunProfile } from './run-profile.js';
import { timeBuckets } from './time-buckets.js';
import { timeSpans } from './time-spans.js';
import { firstPromptMs } from './token-race.js';

/** Profiles a run as far as it has come: once, for any number of comparisons. O(n). */
export function profileRun(trace: Trace): RunProfile {
  const profiling = profileInSteps(trace);
  for (;;) {
    const step = profiling.next();
    if (step.done) return step.value;
  }
}

/**
 * The same in slices, between which `pause` lets others run, as a page's main thread must: of 100,000 tokens each takes a few
 * milliseconds. For a run that has ended: one that grows in between is profiled as it was at different moments.
 */
export async function profileRunInSlices(trace: Trace, pause: () => Promise<void>): Promise<RunProfile> {
  const profiling = profileInSteps(trace);
  for (;;) {
    const step = profiling.next();
    if (step.done) return step.value;
    await pause();
  }
}

function* profileInSteps(trace: Trace): Generator<void, RunProfile> {
  const promptSentMs = firstPromptMs(trace);
  const totalMs = exactMs(trace.durationMs) - exactMs(promptSentMs ?? 0);
  const spans = timeSpans(trace);
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
