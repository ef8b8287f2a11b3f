import { lowerBound, upperBound } from '../../trace/bounds.js';
import type { Samples } from '../../trace/series/bucket-extremes.js';
import type { ChartRun } from './chart-run.js';
import type { Curve, Lane, LaneKey } from './lanes.js';
import type { ViewRange } from './view-range.js';

/** More rows are neither read out nor scrolled through. */
const MOST_ROWS = 120;

/** One column: a metric of a run. */
export interface TableColumn {
  readonly key: LaneKey;
  readonly run: ChartRun;
  /** As of its curve. */
  readonly line?: number;
}

/** The values of a chart in rows. */
export interface ChartTable {
  readonly columns: readonly TableColumn[];
  /** A time of the chart's clock, and a value for each column; absent where there is none. */
  readonly rows: readonly { readonly timeMs: number; readonly values: readonly (number | undefined)[] }[];
  /** How many chunks came in the time shown. */
  readonly chunkCount: number;
  /** Whether each of them has a row. */
  readonly isComplete: boolean;
}

/** What a view shows, as a table: each chunk's moment where they are few, else moments evenly spread. */
export function chartTable(runs: readonly ChartRun[], lanes: readonly Lane[], view: ViewRange): ChartTable {
  const curves = lanes.flatMap(({ key, curves }) => curves.map((curve) => ({ key, curve })));
  const chunkCount = runs.reduce((sum, run) => sum + chunkTimes(run, view).length, 0);
  const isComplete = chunkCount <= MOST_ROWS;
  const timesMs = isComplete ? allChunkTimes(runs, view) : spread(view);
  const rows = timesMs.map((timeMs, row) => {
    const fromMs = row > 0 ? timesMs[row - 1]! : view.startMs;
    return { timeMs, values: curves.map(({ key, curve }) => valueIn(key, curve, fromMs, timeMs)) };
  });
  return {
    columns: curves.map(({ key, curve: { run, line } }) => ({ key, run, line })),
    rows,
    chunkCount,
    isComplete,
  };
}

/** The table as text, columns apart by tabs, for a spreadsheet. Times are in seconds. */
export function tableText({ rows }: ChartTable, heads: readonly string[]): string {
  const lines = rows.map(({ timeMs, values }) =>
    [
      (timeMs / 1000).toFixed(3),
      ...values.map((value) => (value === undefined ? '' : plainNumber(value))),
    ].join('\t'),
  );
  return [heads.join('\t'), ...lines].join('\n');
}

/** A number without grouping, and without digits that nobody measured. */
export function plainNumber(value: number): string {
  return String(Number(value.toPrecision(7)));
}

/** The value as of the row; of what has spikes, the highest since the row before. */
function valueIn(key: LaneKey, curve: Curve, fromMs: number, toMs: number): number | undefined {
  const { samples, run } = curve;
  const first = upperBound(samples.times, fromMs + run.originMs);
  const end = upperBound(samples.times, toMs + run.originMs);
  const isPeak = key === 'itl' || key === 'memory' || key === 'memory_ratio';
  const highest = isPeak ? highestOf(samples, first, end) : NaN;
  if (!Number.isNaN(highest)) return highest;
  if (toMs + run.originMs > run.endMs || end === 0 || (key === 'itl' && first < end)) return undefined;
  // A rate and a latency are those of a chunk: where none came, there is none.
  const isOfChunk = key === 'itl' || key === 'tokens_per_second';
  const value = isOfChunk && first === end && fromMs !== toMs ? NaN : samples.values[end - 1]!;
  return Number.isNaN(value) ? undefined : value;
}

function highestOf({ values }: Samples, first: number, end: number): number {
  let highest = NaN;
  for (let index = first; index < end; index++)
    if (!(values[index]! <= highest)) highest = larger(highest, values[index]!);
  return highest;
}

function larger(left: number, right: number): number {
  return Number.isNaN(right) ? left : right;
}

/** When the run's chunks in view came, in run time. */
function chunkTimes(run: ChartRun, { startMs, endMs }: ViewRange): Float64Array {
  const { times } = run.chunks.curve('tokens');
  return times.subarray(lowerBound(times, startMs + run.originMs), upperBound(times, endMs + run.originMs));
}

function allChunkTimes(runs: readonly ChartRun[], view: ViewRange): number[] {
  const timesMs = runs.flatMap((run) => Array.from(chunkTimes(run, view), (timeMs) => timeMs - run.originMs));
  return [...new Set(timesMs)].sort((left, right) => left - right);
}

function spread({ startMs, endMs }: ViewRange): number[] {
  return Array.from({ length: MOST_ROWS }, (_, row) => startMs + ((row + 1) / MOST_ROWS) * (endMs - startMs));
}
