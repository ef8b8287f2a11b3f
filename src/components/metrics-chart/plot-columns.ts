import { bucketExtremes } from '../../trace/series/bucket-extremes.js';
import { lastValueAt, lineValueAt, nextValueAt } from '../../trace/series/curve-value.js';
import type { Curve } from './lanes.js';
import type { ViewRange } from './view-range.js';

/** What uPlot draws: a value, `null` for a break in the line, `undefined` for nothing at this place. */
export type PlotColumn = (number | null | undefined)[];

/** The places of all curves' values: both ends of the view, and two for each bucket, so that all curves share them. */
export function plotTimes({ startMs, endMs }: ViewRange, bucketCount: number): number[] {
  const bucketMs = (endMs - startMs) / bucketCount;
  const inner = Array.from(
    { length: bucketCount * 2 },
    (_, place) => startMs + (place / 2 + 0.25) * bucketMs,
  );
  return [startMs, ...inner, endMs];
}

interface KeptColumn {
  readonly view: ViewRange;
  readonly bucketCount: number;
  readonly column: PlotColumn;
}

const kept = new WeakMap<Curve, KeptColumn>();

/**
 * A curve's values at those places: the extremes of each bucket, and where the line crosses the ends of the view. Asked for again,
 * it is the same column, so that what is drawn can be made ready one curve at a time.
 */
export function plotColumn(curve: Curve, view: ViewRange, bucketCount: number): PlotColumn {
  const known = kept.get(curve);
  if (known?.view === view && known.bucketCount === bucketCount) return known.column;
  const column = thinnedOut(curve, view, bucketCount);
  kept.set(curve, { view, bucketCount, column });
  return column;
}

function thinnedOut(curve: Curve, view: ViewRange, bucketCount: number): PlotColumn {
  const { samples, run } = curve;
  const startMs = view.startMs + run.originMs;
  const endMs = view.endMs + run.originMs;
  const { pairs, breaks } = bucketExtremes(samples, { startMs, endMs, count: bucketCount });
  const column: PlotColumn = new Array<undefined>(bucketCount * 2 + 2).fill(undefined);
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    const first = pairs[bucket * 2]!;
    const second = pairs[bucket * 2 + 1]!;
    if (breaks[bucket]) column[bucket * 2 + 1] = null;
    if (Number.isNaN(first)) continue;
    column[bucket * 2 + 1] = first;
    if (second !== first) column[bucket * 2 + 2] = second;
  }
  column[0] = present(valueAtEnd(curve, startMs));
  if (curve.shape === 'held') holdLastValue(column, curve, startMs, endMs);
  else column[column.length - 1] = present(valueAtEnd(curve, endMs));
  return widenBreaks(column);
}

/** How high the line is where it crosses an end of the view. */
function valueAtEnd({ samples, shape }: Curve, timeMs: number): number {
  if (shape === 'held') return lastValueAt(samples, timeMs);
  return shape === 'gap' ? nextValueAt(samples, timeMs) : lineValueAt(samples, timeMs);
}

/** What was told last holds until the run's end, and no further. */
function holdLastValue(column: PlotColumn, { samples, run }: Curve, startMs: number, endMs: number): void {
  const untilMs = Math.min(endMs, run.endMs);
  if (untilMs < startMs) return;
  const buckets = (column.length - 2) / 2;
  const share = endMs > startMs ? (untilMs - startMs) / (endMs - startMs) : 1;
  const place = untilMs === endMs ? column.length - 1 : Math.floor(share * buckets) * 2 + 2;
  column[place] ??= present(lastValueAt(samples, untilMs));
}

function present(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

/** Between two values there is either a line or none: one break makes all places between them breaks. */
function widenBreaks(column: PlotColumn): PlotColumn {
  let from = 0;
  let isBroken = false;
  for (let place = 0; place <= column.length; place++) {
    const value = column[place];
    if (place < column.length && value == null) {
      isBroken ||= value === null;
      continue;
    }
    if (isBroken) column.fill(null, from, place);
    from = place + 1;
    isBroken = false;
  }
  return column;
}
