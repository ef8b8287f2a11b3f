import type { Trace } from '../trace.js';
import { caveats } from './caveats.js';
import type { Comparison, FigureDifference, MetricName } from './comparison.js';
import { figureDifference } from './figure-difference.js';
import { latencyDifference } from './latency-difference.js';
import { memoryDifference } from './memory-difference.js';
import { profileRun } from './profile-run.js';
import type { RunProfile } from './run-profile.js';
import { tokenMilestones } from './token-milestones.js';
import { verdict } from './verdict.js';

/** The figures that are compared, in the order in which they are told. */
export const COMPARED_METRICS = [
  'ttft_ms',
  'time_to_first_answer_ms',
  'tokens_per_second',
  'itl_p50_ms',
  'itl_p95_ms',
  'itl_p99_ms',
  'itl_max_ms',
  'tokens_per_chunk',
  'tpot_ms',
  'prompt_tokens',
  'completion_tokens',
  'reasoning_tokens',
  'total_tokens',
] as const satisfies readonly MetricName[];

/** Compares two runs as far as they have come. O(n) in their events: not for every frame of a live run; see `profileRunInSlices`. */
export function compareTraces(left: Trace, right: Trace): Comparison {
  return compareProfiles([profileRun(left)], [profileRun(right)]);
}

/**
 * Compares two sets of runs of one thing each, by median and spread. Of a set with runs that completed, only those count. Throws a
 * `RangeError` where a side has no run.
 */
export function compareProfiles(
  leftRuns: readonly RunProfile[],
  rightRuns: readonly RunProfile[],
): Comparison {
  const [lefts, rights] = [countedRuns(leftRuns), countedRuns(rightRuns)];
  const [left, right] = [lefts[0]!, rights[0]!];
  const compared = (figureOf: (run: RunProfile) => number | undefined) =>
    figureDifference(
      lefts.flatMap((run) => figureOf(run) ?? []),
      rights.flatMap((run) => figureOf(run) ?? []),
    );
  const total = compared(({ totalMs }) => totalMs);
  const metrics = Object.fromEntries(
    COMPARED_METRICS.map((name) => [name, compared((run) => run.metrics[name])] as const).filter(
      ([, { left, right }]) => left ?? right,
    ),
  ) as Partial<Record<MetricName, FigureDifference>>;
  const memory = memoryDifference(lefts, rights);
  return {
    left,
    right,
    leftRuns,
    rightRuns,
    caveats: caveats(leftRuns, rightRuns),
    total,
    metrics,
    latency: latencyDifference(left, right),
    milestones: tokenMilestones(left, right),
    ...(memory && { memory }),
    verdict: verdict({
      runs: [...lefts, ...rights],
      firstAnswer: metrics.time_to_first_answer_ms ?? {},
      total,
      tokensPerSecond: metrics.tokens_per_second ?? {},
      memory,
    }),
  };
}

/** The runs whose figures count, that of median total first: its buckets and its stream stand for the set. */
function countedRuns(runs: readonly RunProfile[]): RunProfile[] {
  if (runs.length === 0) throw new RangeError('A side of a comparison has no run.');
  const completed = runs.filter(({ status }) => status === 'completed');
  const counted = completed.length > 0 ? completed : runs;
  const byTotal = [...counted].sort((a, b) => a.totalMs - b.totalMs);
  const median = byTotal[Math.floor((byTotal.length - 1) / 2)]!;
  return [median, ...counted.filter((run) => run !== median)];
}
