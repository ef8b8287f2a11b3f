import { runMetrics } from '../metrics/run-metrics.js';
import type { Trace } from '../trace.js';
import { buildTokenStream } from './build-token-stream.js';
import { exactMs } from './exact-time.js';
import { memoryCurves } from './memory-curves.js';
import type { RunProfile } from './run-profile.js';
import { timeBuckets } from './time-buckets.js';
import { timeSpans } from './time-spans.js';
import { firstPromptMs } from './token-race.js';

/** Profiles a run as far as it has come: once, for any number of comparisons. O(n log n), as its gaps are sorted. */
export function profileRun(trace: Trace): RunProfile {
  const promptSentMs = firstPromptMs(trace);
  const spans = timeSpans(trace);
  const stream = buildTokenStream(trace, spans);
  return {
    trace,
    status: trace.status,
    metrics: runMetrics(trace),
    promptSentMs,
    totalMs: exactMs(trace.durationMs) - exactMs(promptSentMs ?? 0),
    buckets: timeBuckets(spans, stream.stalls),
    spans,
    stream,
    memory: memoryCurves(trace),
    estimated: trace.info.timing === 'estimated',
    simulated: trace.info.simulated === true,
  };
}
