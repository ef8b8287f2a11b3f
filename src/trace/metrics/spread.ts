import { percentile } from './percentile.js';

/** A figure over several runs; of one run, all but `runs` are that run's. The quartiles bound the middle half (IQR). */
export interface Spread {
  readonly median: number;
  readonly q1: number;
  readonly q3: number;
  readonly min: number;
  readonly max: number;
  /** How many runs had the figure. */
  readonly runs: number;
}

/** The spread of a figure over the runs that have it; undefined where none has. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => percentile(sorted, share);
  return { median: at(0.5), q1: at(0.25), q3: at(0.75), min: at(0), max: at(1), runs: values.length };
}
