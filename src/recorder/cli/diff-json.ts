import type { OutputDifference } from '../../trace/comparison/output-difference.js';
import type {
  Comparison,
  FigureDifference,
  MemoryDifference,
  RunMetrics,
  RunProfile,
  Side,
  Spread,
  TimeBucketName,
} from '../../trace/index.js';
import type { GateFailure } from './diff-gates.js';
import type { RunSet } from './diff-operands.js';
import type { DiffReport } from './diff-report.js';

/**
 * What `diff --json` prints, in snake_case; what is not known is absent. Differences are right − left. Of sets, `metrics` are
 * medians, `spread` tells how they vary, and times in buckets, stalls and milestones are those of the run of median total.
 */
export function diffJson(
  { comparison, sets, output }: DiffReport,
  failures: readonly GateFailure[] | undefined,
): object {
  return {
    left: sideJson(comparison, 'left', sets.left),
    right: sideJson(comparison, 'right', sets.right),
    difference: differenceJson(comparison, output),
    caveats: comparison.caveats,
    verdict: comparison.verdict.map(({ kind, outcome, obstacle, unit, figures, isApproximate }) => ({
      kind,
      outcome,
      ...(obstacle && { obstacle }),
      unit,
      ...figuresJson(figures),
      ...(isApproximate && { is_approximate: true }),
    })),
    ...(failures && { failed: failures.map(failureJson) }),
  };
}

function sideJson(comparison: Comparison, side: Side, { files }: RunSet): object {
  const run = comparison[side];
  const { run_id, model, provider, timing } = run.trace.info;
  const count = (side === 'left' ? comparison.leftRuns : comparison.rightRuns).length;
  return {
    files,
    run_id,
    model,
    provider,
    timing,
    status: run.status,
    ...(run.simulated && { simulated: true }),
    runs: count,
    metrics: metricsJson(comparison, side, count),
    ...(count > 1 && { spread: spreadJson(comparison, side) }),
    total_ms: run.totalMs,
    buckets: bucketsJson(run.buckets),
    stalls: run.stream.stalls.map(({ startMs, ms, bucket }) => ({ start_ms: startMs, ms, bucket })),
    bursts: run.stream.bursts.length,
    memory: run.memory.map(({ scope, unit, source, peak, end }) => ({ scope, unit, source, peak, end })),
  };
}

/** A run's own metrics, or the medians of a set. */
function metricsJson({ metrics, ...sides }: Comparison, side: Side, count: number): RunMetrics {
  const run: RunProfile = sides[side];
  if (count === 1) return cleanFigures(run.metrics);
  const medians = Object.entries(metrics).map(([name, figures]) => [name, figures[side]?.median]);
  return cleanFigures({
    ...(Object.fromEntries(medians) as RunMetrics),
    token_count_source: run.metrics.token_count_source,
  });
}

function spreadJson({ metrics, total }: Comparison, side: Side): Record<string, Spread | undefined> {
  const spreads = Object.entries(metrics).map(([name, figures]) => [name, figures[side]] as const);
  return { total_ms: total[side], ...Object.fromEntries(spreads) };
}

function differenceJson(
  { latency, metrics, milestones, memory }: Comparison,
  output?: DiffReport['output'],
): object {
  const all = Object.entries(metrics);
  return {
    total_ms: latency.differenceMs,
    buckets: bucketsJson(latency.buckets.map(({ name, differenceMs }) => ({ name, ms: differenceMs }))),
    ...(latency.largest && { largest_bucket: latency.largest.name }),
    metrics: cleanFigures(Object.fromEntries(all.map(([name, { difference }]) => [name, difference]))),
    shares: cleanFigures(Object.fromEntries(all.map(([name, { share }]) => [name, share]))),
    tokens_reached: milestones.map(({ tokens, leftMs, rightMs }) => ({
      tokens,
      left_ms: leftMs,
      right_ms: rightMs,
    })),
    ...(memory && { memory: memoryJson(memory) }),
    ...(output && { output: outputJson(output) }),
  };
}

function bucketsJson(buckets: readonly { readonly name: TimeBucketName; readonly ms: number }[]): object {
  return Object.fromEntries(buckets.map(({ name, ms }) => [`${name}_ms`, ms]));
}

function memoryJson(memory: MemoryDifference): object {
  if (!memory.isComparable) {
    const { obstacle, left, right } = memory;
    return { is_comparable: false, obstacle, left, right };
  }
  const { scope, unit, sourceKind, peak, end, overTime } = memory;
  return {
    is_comparable: true,
    scope,
    unit,
    source: sourceKind,
    peak: figuresJson(peak),
    end: figuresJson(end),
    over_time: overTime.map(({ ms, left, right }) => ({ time_ms: ms, left, right })),
  };
}

function outputJson(output: OutputDifference | 'too_long'): object {
  if (output === 'too_long') return { is_too_long: true };
  const { equalShare, isBounded, firstChange } = output;
  return {
    equal_share: equalShare,
    is_lower_bound: isBounded,
    ...(firstChange && {
      first_change: { left: firstChange.left, right: firstChange.right, equal_words: firstChange.equalWords },
    }),
  };
}

function failureJson({ gate, reason, figures }: GateFailure): object {
  return { limit: gate.text, figure: gate.figure, reason, ...figuresJson(figures) };
}

function figuresJson({ left, right, difference, share }: FigureDifference): object {
  return cleanFigures({ left: left?.median, right: right?.median, difference, share });
}

/** Without what is absent, nor the binary noise of decimal times far below the microsecond that they are kept to. */
function cleanFigures<T extends object>(figures: T): T {
  const told = Object.entries(figures).filter(([, value]) => value !== undefined);
  const clean = (value: unknown) => (typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value);
  return Object.fromEntries(told.map(([name, value]) => [name, clean(value)])) as T;
}
