import { settlePlaces } from './settle-places.js';

/**
 * The value below which a share of the values lies, interpolated between the two nearest (NumPy's default, which vLLM's
 * benchmark reports too). `sorted` is ascending and not empty; `share` is 0..1.
 */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.ceil(position)]!;
  return low + (high - low) * (position - below);
}

/** `percentile` of values in any order, which it reorders: each of the shares, ascending. O(n). */
export function percentiles(values: Float64Array, shares: readonly number[]): number[] {
  const places = shares.flatMap((share) => {
    const position = (values.length - 1) * share;
    return [Math.floor(position), Math.ceil(position)];
  });
  settlePlaces(values, places);
  return shares.map((share) => percentile(values, share));
}
