import type {
  FigureDifference,
  MemoryDifference,
  Side,
  VerdictClause,
  VerdictKind,
  VerdictObstacle,
} from './comparison.js';
import type { RunProfile } from './run-profile.js';
import { cameAtOnce } from '../metrics/came-at-once.js';

/** What the verdict is drawn from. */
export interface VerdictGround {
  readonly runs: readonly RunProfile[];
  readonly firstAnswer: FigureDifference;
  readonly total: FigureDifference;
  readonly tokensPerSecond: FigureDifference;
  readonly memory?: MemoryDifference;
}

/** The clauses that the figures bear. Where they bear none, `obstacle` says why; nobody wins an even race. */
export function verdict({
  runs,
  firstAnswer,
  total,
  tokensPerSecond,
  memory,
}: VerdictGround): VerdictClause[] {
  const invented = runs.some(({ estimated }) => estimated) ? 'estimated' : undefined;
  const unfinished = runs.some(({ status }) => status !== 'completed') ? 'not_completed' : undefined;
  const buffered = runs.some(({ trace }) => cameAtOnce(trace)) ? 'came_at_once' : undefined;
  const isApproximate = runs.some(({ metrics }) => metrics.token_count_source === 'chunks');
  return [
    clause('first_to_answer', 'less', 'ms', firstAnswer, invented),
    clause('finished_first', 'less', 'ms', total, unfinished ?? invented),
    {
      ...clause('generated_faster', 'more', 'tokens_per_second', tokensPerSecond, invented ?? buffered),
      isApproximate,
    },
    ...(memory ? [memoryClause(memory)] : []),
  ];
}

function memoryClause(memory: MemoryDifference): VerdictClause {
  return memory.isComparable
    ? clause('used_more_memory', 'more', memory.unit, memory.peak)
    : clause('used_more_memory', 'more', 'mb', {}, memory.obstacle);
}

function clause(
  kind: VerdictKind,
  wanted: 'less' | 'more',
  unit: VerdictClause['unit'],
  figures: FigureDifference,
  obstacle?: VerdictObstacle,
): VerdictClause {
  const { difference, isEven } = figures;
  const base = { kind, unit, figures, isApproximate: false };
  if (difference === undefined) return { ...base, outcome: 'unknown', obstacle: obstacle ?? 'missing' };
  if (obstacle) return { ...base, outcome: 'unknown', obstacle };
  if (isEven) return { ...base, outcome: 'even' };
  const winner: Side = difference > 0 === (wanted === 'more') ? 'right' : 'left';
  return { ...base, outcome: winner };
}
