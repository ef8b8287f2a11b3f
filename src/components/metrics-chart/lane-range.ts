import { percentile } from '../../trace/metrics/percentile.js';
import type { LaneKey } from './lanes.js';
import type { PlotColumn } from './plot-columns.js';

/** A rate over two chunks that came together says little and is huge: an axis up to it would flatten all others. */
const USUAL_SHARE = 0.98;
const FAR_OUTSIDE = 4;
const ROOM_ABOVE_USUAL = 1.6;

/** The range of values that a lane shows. */
export interface LaneRange {
  readonly low: number;
  readonly high: number;
  /** The highest value, where it lies beyond the range: it is drawn at the top, and to be told in words. */
  readonly beyond?: number;
}

/** What a lane shows of its values: from 0 on, but for memory, whose changes are small beside what it is. */
export function laneRange(key: LaneKey, columns: readonly PlotColumn[]): LaneRange {
  const { low, high } = extent(columns);
  if (low > high) return { low: 0, high: 1 };
  if (key === 'tokens_per_second') return rateRange(columns, high);
  if (key !== 'memory') return { low: Math.min(0, low), high: high > 0 ? high * 1.06 : 1 };
  const margin = Math.max((high - low) * 0.12, Math.abs(high) * 0.004, 0.5);
  return { low: Math.max(Math.min(0, low), low - margin), high: high + margin };
}

/** The values of a lane with those beyond its range at its top. */
export function withinRange(column: PlotColumn, { high, beyond }: LaneRange): PlotColumn {
  if (beyond === undefined) return column;
  return column.map((value) => (value != null && value > high ? high : value));
}

function rateRange(columns: readonly PlotColumn[], highest: number): LaneRange {
  const values = Float64Array.from(columns.flat().filter((value) => value != null)).sort();
  const usual = percentile(values, USUAL_SHARE);
  if (highest <= usual * FAR_OUTSIDE || usual <= 0) return { low: 0, high: highest > 0 ? highest * 1.06 : 1 };
  return { low: 0, high: usual * ROOM_ABOVE_USUAL, beyond: highest };
}

function extent(columns: readonly PlotColumn[]): { low: number; high: number } {
  let low = Infinity;
  let high = -Infinity;
  for (const column of columns) {
    for (const value of column) {
      if (value == null) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return { low, high };
}
