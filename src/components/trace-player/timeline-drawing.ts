import type { PhaseKind, RunPhase } from '../../trace/run-phases.js';
import type { ThroughputBucket } from '../../trace/throughput.js';

/** The drawing's own units: it is stretched to the width of the timeline, so that resizing draws nothing anew. */
export const DRAWING_WIDTH = 1000;
export const BARS_HEIGHT = 30;
export const PHASES_TOP = 34;
export const PHASES_HEIGHT = 6;

/** SVG path data by phase: one path per colour keeps the tree small however long the run is. */
export type PathsByPhase = Partial<Record<PhaseKind, string>>;

/** The highest throughput of any slice. */
export function highestRate(buckets: readonly ThroughputBucket[]): number {
  return buckets.reduce((most, bucket) => Math.max(most, bucket.tokensPerSecond), 0);
}

/** Bars of throughput, up to `highest`. A slice without tokens has none, so that a stall is a gap. */
export function barPaths(buckets: readonly ThroughputBucket[], highest = highestRate(buckets)): PathsByPhase {
  const slot = DRAWING_WIDTH / buckets.length;
  const paths: PathsByPhase = {};
  buckets.forEach(({ tokensPerSecond, kind }, index) => {
    if (!kind) return;
    const height = Math.max(2, highest > 0 ? (tokensPerSecond / highest) * BARS_HEIGHT : 0);
    paths[kind] = `${paths[kind] ?? ''}${box(index * slot, BARS_HEIGHT - height, slot * 0.78, height)}`;
  });
  return paths;
}

/** The strip of phases. Completions that run at the same time get lanes of their own. */
export function phasePaths(phases: readonly RunPhase[], durationMs: number): PathsByPhase {
  const laneOf = lanes(phases);
  const laneCount = Math.max(0, ...laneOf.values()) + 1;
  const laneHeight = PHASES_HEIGHT / laneCount;
  const paths: PathsByPhase = {};
  for (const { kind, startMs, endMs, completion } of phases) {
    const lane = laneOf.get(completion) ?? 0;
    // Waiting is a thin line, so that it is told from work without colour.
    const height = kind === 'waiting' ? laneHeight / 3 : laneHeight * 0.94;
    const top = PHASES_TOP + lane * laneHeight + (laneHeight - height) / 2;
    const x = toX(startMs, durationMs);
    const width = Math.max(1, toX(endMs, durationMs) - x - 1);
    paths[kind] = `${paths[kind] ?? ''}${box(x, top, width, height)}`;
  }
  return paths;
}

/**
 * Equal slices for a run that still grows: their length is 1, 2 or 5 times a power of ten, so that bars stay where they are
 * while the run goes on, and now and then every few become one.
 */
export function steadySlice(durationMs: number, mostSlices: number): { sliceMs: number; count: number } {
  const shortestMs = Math.max(1, durationMs) / mostSlices;
  const power = 10 ** Math.floor(Math.log10(shortestMs));
  const sliceMs = power * ([1, 2, 5].find((factor) => factor * power >= shortestMs) ?? 10);
  return { sliceMs, count: Math.max(1, Math.ceil(durationMs / sliceMs)) };
}

const MOST_LANES = 4;

/** A lane for each completion: the first one that is free when it begins. */
function lanes(phases: readonly RunPhase[]): Map<number, number> {
  const ends: number[] = [];
  const laneOf = new Map<number, number>();
  const endOf = new Map<number, number>();
  for (const phase of phases)
    endOf.set(phase.completion, Math.max(endOf.get(phase.completion) ?? 0, phase.endMs));
  for (const { completion, startMs } of phases) {
    if (laneOf.has(completion)) continue;
    const free = ends.findIndex((endMs) => endMs <= startMs);
    const lane = Math.min(free < 0 ? ends.length : free, MOST_LANES - 1);
    ends[lane] = Math.max(ends[lane] ?? 0, endOf.get(completion)!);
    laneOf.set(completion, lane);
  }
  return laneOf;
}

function toX(timeMs: number, durationMs: number): number {
  return durationMs > 0 ? (Math.min(timeMs, durationMs) / durationMs) * DRAWING_WIDTH : 0;
}

function box(x: number, y: number, width: number, height: number): string {
  return `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}z`;
}

function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}
