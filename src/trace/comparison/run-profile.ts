import type { MemoryScope, RunStatus } from '../events.js';
import type { RunMetrics } from '../metrics/run-metrics.js';
import type { Trace } from '../trace.js';
import type { TimeBucket, TimeSpan } from './time-bucket.js';
import type { TokenStream } from './token-stream.js';

/** One run as it is compared: computed once, for any number of comparisons. */
export interface RunProfile {
  readonly trace: Trace;
  readonly status: RunStatus;
  readonly metrics: RunMetrics;
  /** Run time at which the first prompt was sent: zero of every time here. Undefined: there was none, and zero is the run's start. */
  readonly promptSentMs: number | undefined;
  /** From zero to the last event; what the buckets sum to, exactly. */
  readonly totalMs: number;
  /** One of each name, in the order of `TIME_BUCKETS`. */
  readonly buckets: readonly TimeBucket[];
  /** The same time in order, to be drawn. */
  readonly spans: readonly TimeSpan[];
  readonly stream: TokenStream;
  /** Each scope and unit that was told. */
  readonly memory: readonly MemoryCurve[];
  /** The times were invented. */
  readonly estimated: boolean;
  /** No real model ran. */
  readonly simulated: boolean;
}

/** Memory of one scope over time. Figures of different scopes or source kinds are never compared. */
export interface MemoryCurve {
  readonly scope: MemoryScope;
  readonly unit: 'mb' | 'ratio';
  /** Who told the first of them, for people. */
  readonly source: string;
  /** The same without what tells one machine's process from another's: `rss of process tree #`. */
  readonly sourceKind: string;
  readonly peak: number;
  readonly end: number;
  /** Since the prompt was sent; negative before. */
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
}
