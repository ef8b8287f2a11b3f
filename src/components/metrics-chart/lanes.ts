import type { Samples } from '../../trace/series/bucket-extremes.js';
import type { ChartRun } from './chart-run.js';
import type { MetricName } from './metric-name.js';

/** What a lane holds: a metric in one unit. A run that tells only a share of the memory has a lane of its own. */
export type LaneKey = MetricName | 'memory_ratio';

/** How the line goes from one value to the next: straight; held until it; or at its height all the way, as a gap has its length. */
export type CurveShape = 'line' | 'held' | 'gap';

/** A run's curve in a lane. Its times are the run's own. */
export interface Curve {
  readonly run: ChartRun;
  readonly samples: Samples;
  readonly shape: CurveShape;
  /** From 1 on, where its run has several curves in the lane: of completions at the same time, each on its own. */
  readonly line?: number;
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

const CHUNK_LINES = { tokens_per_second: 'rates', itl: 'gapsMs' } as const;

/** The lanes for some metrics, in their order. A metric that no run tells has one too, so that this is said. */
export function lanesOf(runs: readonly ChartRun[], metrics: readonly MetricName[]): Lane[] {
  return metrics.flatMap((metric) => {
    if (metric !== 'memory') return [laneOf(metric, runs, (run) => chunkCurves(run, metric))];
    const isShared = runs.some(({ memory }) => memory?.isRatio);
    const isToldInBytes = !isShared || runs.some(({ memory }) => memory && !memory.isRatio);
    return [
      ...(isToldInBytes ? [laneOf('memory', runs, (run) => memoryCurves(run, false))] : []),
      ...(isShared ? [laneOf('memory_ratio', runs, (run) => memoryCurves(run, true))] : []),
    ];
  });
}

function laneOf(
  key: LaneKey,
  runs: readonly ChartRun[],
  samplesOf: (run: ChartRun) => readonly Samples[],
): Lane {
  const curves: Curve[] = [];
  const missing: ChartRun[] = [];
  for (const run of runs) {
    const ofRun = samplesOf(run);
    const lineAt = (at: number) => (ofRun.length > 1 ? at + 1 : undefined);
    curves.push(...ofRun.map((samples, at) => ({ run, samples, shape: SHAPES[key], line: lineAt(at) })));
    if (ofRun.length === 0) missing.push(run);
  }
  return { key, curves, missing };
}

function chunkCurves({ chunks }: ChartRun, metric: Exclude<MetricName, 'memory'>): readonly Samples[] {
  if (metric === 'cumulative_tokens') return chunks.length > 0 ? [chunks.curve('tokens')] : [];
  // The first chunk has tokens, and neither a rate nor a gap.
  return chunks.length < 2 ? [] : chunks.lines(CHUNK_LINES[metric]);
}

function memoryCurves({ memory }: ChartRun, isRatio: boolean): readonly Samples[] {
  return memory?.isRatio === isRatio ? [memory.samples] : [];
}
