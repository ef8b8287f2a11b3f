import type { RaceLane } from './race-lane.js';
import type { RacePace } from './race-pace.js';

/** Where a race is once it has stepped: the common time, and the event that each run is at. */
export interface RaceStep {
  readonly timeMs: number;
  readonly indexes: ReadonlyMap<RaceLane, number>;
}

/** One event on: of all runs, the event that is the next on the common clock. Undefined at the end. */
export function stepOn(lanes: readonly RaceLane[], pace: RacePace, timeMs: number): RaceStep | undefined {
  const next = earliest(lanes, (lane) => commonMsAt(lane, pace, lane.player.index + 1));
  if (!next || next.timeMs > pace.limitMs) return undefined;
  return { timeMs: Math.max(timeMs, next.timeMs), indexes: moved(lanes, next.lane, 1) };
}

/** One event back: the last one that the race has come to is taken back. Undefined at the beginning. */
export function stepBack(lanes: readonly RaceLane[], pace: RacePace): RaceStep | undefined {
  const isBehindStart = (lane: RaceLane) => commonMsAt(lane, pace, lane.player.index) > 0;
  const last = earliest(lanes.filter(isBehindStart), (lane) => -commonMsAt(lane, pace, lane.player.index));
  if (!last) return undefined;
  const indexes = moved(lanes, last.lane, -1);
  const timesMs = [...indexes].map(([lane, index]) => commonMsAt(lane, pace, index));
  return { timeMs: Math.max(0, ...timesMs.filter(Number.isFinite)), indexes };
}

/** The common time of a run's event; Infinity where there is none. */
function commonMsAt(lane: RaceLane, pace: RacePace, index: number): number {
  const { trace, startMs = 0 } = lane;
  if (!trace || index < 0 || index >= trace.length) return Infinity * (index < 0 ? -1 : 1);
  return pace.commonMs(lane, trace.timeAt(index) - startMs);
}

function earliest(
  lanes: readonly RaceLane[],
  timeOf: (lane: RaceLane) => number,
): { lane: RaceLane; timeMs: number } | undefined {
  let found: { lane: RaceLane; timeMs: number } | undefined;
  for (const lane of lanes) {
    const timeMs = timeOf(lane);
    if (timeMs < (found?.timeMs ?? Infinity)) found = { lane, timeMs };
  }
  return found;
}

function moved(lanes: readonly RaceLane[], stepped: RaceLane, by: number): Map<RaceLane, number> {
  return new Map(lanes.map((lane) => [lane, lane.player.index + (lane === stepped ? by : 0)]));
}
