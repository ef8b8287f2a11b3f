import { type RunMetrics, type RunStatus, type Spread, spreadOf } from '../../trace/index.js';

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
