import type { RaceLane } from '../../engine/race-lane.js';
import type { RaceSync } from '../../engine/race-pace.js';
import { timeToReach } from '../../trace/comparison/token-race.js';
import { tokenLedger } from '../../trace/metrics/token-ledger.js';
import { type PhaseKind, type RunPhase, runPhases } from '../../trace/run-phases.js';
import { type ThroughputBucket, throughputBuckets } from '../../trace/throughput.js';
import type { Trace } from '../../trace/trace.js';
import { barPaths, highestRate, type PathsByPhase, phasePaths } from '../trace-player/timeline-drawing.js';

/** A run's row: paths, and where they lie on the common clock, as shares of it. */
export interface RowDrawing {
  readonly bars: PathsByPhase;
  readonly phases: PathsByPhase;
  readonly x: number;
  readonly width: number;
}

/** What the rows are drawn along: a time in milliseconds, or tokens, in so many slices. */
export interface RaceAxis {
  readonly sync: RaceSync;
  readonly end: number;
  readonly sliceCount: number;
}

interface Row {
  readonly buckets: readonly ThroughputBucket[];
  readonly phases: readonly RunPhase[];
  /** Where it begins, and how long it is drawn, along the axis. */
  readonly start: number;
  readonly span: number;
}

/** The rows of all runs along one axis, with bars of one scale: equal heights are equal speeds. */
export function drawRows(lanes: readonly RaceLane[], axis: RaceAxis): (RowDrawing | undefined)[] {
  const rows = lanes.map(({ trace, startMs = 0 }) => {
    if (!trace || !(axis.end > 0)) return undefined;
    return axis.sync === 'time' ? rowByTime(trace, startMs, axis) : rowByTokens(trace, axis);
  });
  const highest = Math.max(...rows.map((row) => (row ? highestRate(row.buckets) : 0)));
  return rows.map((row) => row && drawRow(row, highest, axis.end));
}

function drawRow({ buckets, phases, start, span }: Row, highest: number, end: number): RowDrawing {
  return {
    bars: barPaths(buckets, highest),
    phases: phasePaths(phases, span),
    x: start / end,
    width: span / end,
  };
}

function rowByTime(trace: Trace, startMs: number, { end, sliceCount }: RaceAxis): Row {
  const sliceMs = end / sliceCount;
  const count = Math.max(1, Math.ceil(trace.durationMs / sliceMs));
  const span = count * sliceMs;
  return { buckets: throughputBuckets(trace, count, span), phases: runPhases(trace), start: -startMs, span };
}

/** By tokens a slice's speed is how fast its tokens came; waiting has no width. */
function rowByTokens(trace: Trace, { end, sliceCount }: RaceAxis): Row {
  const phases = tokenPhases(trace);
  const slice = end / sliceCount;
  const count = Math.ceil((phases.at(-1)?.endMs ?? 0) / slice);
  const buckets = Array.from({ length: count }, (_, at) => tokenBucket(trace, phases, at * slice, slice));
  return { buckets, phases, start: 0, span: count * slice };
}

const KINDS: Partial<Record<string, PhaseKind>> = {
  reasoning: 'reasoning',
  response: 'response',
  tool_call: 'tools',
};

/** The blocks one after the other, by how many tokens they have. */
function tokenPhases(trace: Trace): RunPhase[] {
  const ledger = tokenLedger(trace);
  let tokens = 0;
  return trace.blocks
    .filter((block) => block.isGenerated)
    .map((block) => {
      const before = tokens;
      tokens += ledger.tokensIn(block, block.chunkCount);
      const kind = KINDS[block.kind] ?? 'response';
      return { kind, startMs: before, endMs: tokens, completion: 0 };
    });
}

function tokenBucket(
  trace: Trace,
  phases: readonly RunPhase[],
  from: number,
  slice: number,
): ThroughputBucket {
  const kind = phases.find(({ endMs }) => endMs > from)?.kind;
  const to = Math.min(from + slice, phases.at(-1)!.endMs);
  const [firstMs, lastMs] = [timeToReach(trace, Math.max(1, from)), timeToReach(trace, to)];
  const spanMs = (lastMs ?? 0) - (firstMs ?? 0);
  return { tokensPerSecond: spanMs > 0 ? ((to - Math.max(1, from)) / spanMs) * 1000 : 0, kind };
}
