/** The value at share `p` (0..1) of the sorted values: the nearest that is there, never one between two. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? NaN;
}

/** The middle of several timings: what a noisy machine disturbs least. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}
