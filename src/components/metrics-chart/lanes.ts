import type { Samples } from '../../trace/series/bucket-extremes.js';
import type { ChartRun } from './chart-run.js';
import type { MetricName } from './metric-name.js';

/** What a lane holds: a metric in one unit. A run that tells only a share of the memory has a lane of its own. */
export type LaneKey = MetricName | 'memory_ratio';

/** How the line goes from one value to the next: straight; held until it; or at its height all the way, as a gap has its length. */
export type CurveShape = 'line' | 'held' | 'gap';

/** One run's curve in a lane. Its times are the run's own. */
export interface Curve {
  readonly run: ChartRun;
  readonly samples: Samples;
  readonly shape: CurveShape;
}

/** A small chart of one metric, above or below others on the same clock. */
export interface Lane {
  readonly key: LaneKey;
  readonly curves: readonly Curve[];
  /** The runs that tell nothing of it. */
  readonly missing: readonly ChartRun[];
}

const SHAPES: Record<LaneKey, CurveShape> = {
  tokens_per_second: 'line',
  memory: 'held',
  memory_ratio: 'held',
  itl: 'gap',
  cumulative_tokens: 'held',
};

const CHUNK_CURVES = { tokens_per_second: 'rates', itl: 'gapsMs', cumulative_tokens: 'tokens' } as const;

/** The lanes for some metrics, in their order. A metric that no run tells has one too, so that this is said. */
export function lanesOf(runs: readonly ChartRun[], metrics: readonly MetricName[]): Lane[] {
  return metrics.flatMap((metric) => {
    if (metric !== 'memory') return [laneOf(metric, runs, (run) => chunkCurve(run, metric))];
    const isShared = runs.some(({ memory }) => memory?.isRatio);
    const isToldInBytes = !isShared || runs.some(({ memory }) => memory && !memory.isRatio);
    return [
      ...(isToldInBytes ? [laneOf('memory', runs, (run) => memoryCurve(run, false))] : []),
      ...(isShared ? [laneOf('memory_ratio', runs, (run) => memoryCurve(run, true))] : []),
    ];
  });
}

function laneOf(
  key: LaneKey,
  runs: readonly ChartRun[],
  samplesOf: (run: ChartRun) => Samples | undefined,
): Lane {
  const curves: Curve[] = [];
  const missing: ChartRun[] = [];
  for (const run of runs) {
    const samples = samplesOf(run);
    if (samples) curves.push({ run, samples, shape: SHAPES[key] });
    else missing.push(run);
  }
  return { key, curves, missing };
}

function chunkCurve(run: ChartRun, metric: Exclude<MetricName, 'memory'>): Samples | undefined {
  // The first chunk has tokens, and neither a rate nor a gap.
  const fewest = metric === 'cumulative_tokens' ? 1 : 2;
  return run.chunks.length < fewest ? undefined : run.chunks.curve(CHUNK_CURVES[metric]);
}

function memoryCurve({ memory }: ChartRun, isRatio: boolean): Samples | undefined {
  return memory?.isRatio === isRatio ? memory.samples : undefined;
}
