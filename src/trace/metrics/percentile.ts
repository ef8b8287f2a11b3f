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
