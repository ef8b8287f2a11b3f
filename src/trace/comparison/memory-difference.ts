import type { MemoryDifference, MemoryMoment } from './comparison.js';
import { figureDifference } from './figure-difference.js';
import type { MemoryCurve, RunProfile } from './run-profile.js';

/**
 * Compares memory of one scope, in one unit, from one kind of source: the first that the first run of each side has. Other runs
 * count with what they have of it.
 */
export function memoryDifference(
  leftRuns: readonly RunProfile[],
  rightRuns: readonly RunProfile[],
): MemoryDifference | undefined {
  const [left, right] = [leftRuns[0]!.memory, rightRuns[0]!.memory];
  if (left.length === 0 && right.length === 0) return undefined;
  const shared = left.find((one) => right.some((other) => isOfKind(other, one)));
  if (!shared) {
    const obstacle = left.length === 0 || right.length === 0 ? 'missing' : 'different_kinds';
    return { isComparable: false, obstacle, left: left.map(kindOf), right: right.map(kindOf) };
  }
  const curves = (runs: readonly RunProfile[]) =>
    runs.flatMap(({ memory }) => memory.find((one) => isOfKind(one, shared)) ?? []);
  const [leftCurves, rightCurves] = [curves(leftRuns), curves(rightRuns)];
  const compared = (name: 'peak' | 'end') =>
    figureDifference(
      leftCurves.map((curve) => curve[name]),
      rightCurves.map((curve) => curve[name]),
    );
  return {
    isComparable: true,
    scope: shared.scope,
    unit: shared.unit,
    sourceKind: shared.sourceKind,
    peak: compared('peak'),
    end: compared('end'),
    overTime: memoryOverTime(leftCurves[0]!, rightCurves[0]!),
  };
}

function isOfKind(one: MemoryCurve, other: MemoryCurve): boolean {
  return one.scope === other.scope && one.unit === other.unit && one.sourceKind === other.sourceKind;
}

function kindOf({ scope, sourceKind }: MemoryCurve): string {
  return `${scope}: ${sourceKind}`;
}

/** Both at each moment at which either was told. A figure holds until the next. */
function memoryOverTime(left: MemoryCurve, right: MemoryCurve): MemoryMoment[] {
  const moments: MemoryMoment[] = [];
  let leftTold = 0;
  let rightTold = 0;
  while (leftTold < left.timesMs.length || rightTold < right.timesMs.length) {
    const ms = Math.min(left.timesMs[leftTold] ?? Infinity, right.timesMs[rightTold] ?? Infinity);
    while (left.timesMs[leftTold]! <= ms) leftTold++;
    while (right.timesMs[rightTold]! <= ms) rightTold++;
    moments.push({ ms, left: left.values[leftTold - 1], right: right.values[rightTold - 1] });
  }
  return moments;
}
