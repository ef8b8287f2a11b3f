import type { RunMetrics, RunStatus } from '../../trace/index.js';
import { percentile } from '../../trace/metrics/percentile.js';

/** A figure over several runs. The quartiles bound the middle half (IQR). */
export interface Spread {
  readonly median: number;
  readonly q1: number;
  readonly q3: number;
  readonly min: number;
  readonly max: number;
  /** How many runs had the figure. */
  readonly runs: number;
}

/** What several runs of one thing come to. Of runs that did not complete, and of warm-ups, no figure is in it. */
export interface RepeatSummary {
  readonly asked: number;
  readonly completed: number;
  readonly ttft_ms?: Spread;
  readonly tokens_per_second?: Spread;
  /** Over the runs' medians. */
  readonly itl_p50_ms?: Spread;
}

/** Sums up the runs that were made of those that were asked for. */
export function summariseRuns(
  asked: number,
  runs: readonly { readonly status: RunStatus; readonly metrics: RunMetrics }[],
): RepeatSummary {
  const completed = runs.filter(({ status }) => status === 'completed');
  const spread = (name: 'ttft_ms' | 'tokens_per_second' | 'itl_p50_ms') =>
    spreadOf(completed.flatMap(({ metrics }) => metrics[name] ?? []));
  return {
    asked,
    completed: completed.length,
    ttft_ms: spread('ttft_ms'),
    tokens_per_second: spread('tokens_per_second'),
    itl_p50_ms: spread('itl_p50_ms'),
  };
}

function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => percentile(sorted, share);
  return { median: at(0.5), q1: at(0.25), q3: at(0.75), min: at(0), max: at(1), runs: values.length };
}
