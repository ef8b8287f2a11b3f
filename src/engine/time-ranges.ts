/** A stretch of run time in milliseconds. */
export type TimeRange = readonly [startMs: number, endMs: number];

/** Adds a range to sorted ones that do not touch, joining what it touches. */
export function withRange(ranges: readonly TimeRange[], [startMs, endMs]: TimeRange): readonly TimeRange[] {
  if (!(endMs > startMs)) return ranges;
  const before = ranges.filter((range) => range[1] < startMs);
  const after = ranges.filter((range) => range[0] > endMs);
  const touched = ranges.slice(before.length, ranges.length - after.length);
  const joinedStart = Math.min(startMs, touched[0]?.[0] ?? startMs);
  const joinedEnd = Math.max(endMs, touched.at(-1)?.[1] ?? endMs);
  return [...before, [joinedStart, joinedEnd], ...after];
}

/** From 0 to a time; none when that is nothing. */
export function rangesUpTo(endMs: number): readonly TimeRange[] {
  return endMs > 0 ? [[0, endMs]] : [];
}
