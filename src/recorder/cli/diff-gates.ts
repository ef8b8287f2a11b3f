import {
  type Comparison,
  COMPARED_METRICS,
  type FigureDifference,
  type MetricName,
  type RunProfile,
} from '../../trace/index.js';
import { UsageError } from './command.js';
import { isAboutRight } from './diff-figures.js';
import { diffWords } from './diff-words.js';

/** A limit that B must keep: how far a figure may be above (+) or below (−) A's, as a share or in its own unit. */
export interface Gate {
  readonly figure: GatedFigure;
  readonly limit: number;
  readonly isShare: boolean;
  /** As it was asked for. */
  readonly text: string;
}

type GatedFigure = MetricName | 'total_ms';

/** Why a gate did not hold, with the figures as far as there are any. */
export interface GateFailure {
  readonly gate: Gate;
  readonly reason: 'exceeded' | 'missing' | 'estimated' | 'not_completed';
  readonly figures: FigureDifference;
  /** The figure of either side rests on chunks counted for tokens. */
  readonly isApproximate: boolean;
}

const FIGURES: readonly GatedFigure[] = [...COMPARED_METRICS, 'peak_memory_mb', 'total_ms'];
const COUNTS: readonly GatedFigure[] = FIGURES.filter((name) => /token(s|s_per_chunk)$|memory/.test(name));

/** The names that a gate may have: a figure's with or without its unit. */
export const GATE_NAMES: readonly string[] = FIGURES.map(withoutUnit);

/** Parses `ttft:+20%,tokens_per_second:-10%`. Throws `UsageError`. */
export function parseGates(text: string): Gate[] {
  return text.split(',').map((one) => {
    const [, name = '', sign, number, unit] =
      /^(\w+):([+-])(\d+(?:\.\d+)?)(%|ms|mb)?$/.exec(one.trim()) ?? [];
    if (number === undefined) throw new UsageError(diffWords.badGate(one));
    const figure = FIGURES.find((known) => known === name || withoutUnit(known) === name);
    if (!figure) throw new UsageError(diffWords.unknownGate(name, GATE_NAMES));
    if (unit !== undefined && unit !== '%' && !figure.endsWith(`_${unit}`))
      throw new UsageError(diffWords.wrongUnit(one, unit));
    const limit = Number(number) * (sign === '-' ? -1 : 1);
    const isShare = unit === '%';
    return { figure, limit: isShare ? limit / 100 : limit, isShare, text: one.trim() };
  });
}

/** The gates that do not hold. What is not known cannot be judged, and what was invented is not: both fail. */
export function failedGates(gates: readonly Gate[], comparison: Comparison): GateFailure[] {
  const runs = [comparison.left, comparison.right];
  return gates.flatMap((gate) => {
    const figures = figuresOf(gate.figure, comparison);
    const reason = failureOf(gate, figures, runs);
    const isApproximate = runs.some((run) => gate.figure !== 'total_ms' && isAboutRight(run, gate.figure));
    return reason ? [{ gate, reason, figures, isApproximate }] : [];
  });
}

function failureOf(
  { figure, limit, isShare }: Gate,
  { left, difference }: FigureDifference,
  runs: readonly RunProfile[],
): GateFailure['reason'] | undefined {
  if (runs.some(({ status }) => status !== 'completed')) return 'not_completed';
  if (runs.some(({ estimated }) => estimated) && !COUNTS.includes(figure)) return 'estimated';
  if (!left || difference === undefined) return 'missing';
  const allowed = isShare ? limit * Math.abs(left.median) : limit;
  const isWithin = limit < 0 || Object.is(limit, -0) ? difference >= allowed : difference <= allowed;
  return isWithin ? undefined : 'exceeded';
}

function figuresOf(figure: GatedFigure, { total, metrics, memory }: Comparison): FigureDifference {
  if (figure === 'total_ms') return total;
  if (figure !== 'peak_memory_mb') return metrics[figure] ?? {};
  return memory?.isComparable && memory.unit === 'mb' ? memory.peak : {};
}

function withoutUnit(name: string): string {
  return name.replace(/_(ms|mb)$/, '');
}
