import { timeToReach, tokensBy } from '../trace/comparison/token-race.js';
import type { RaceLane } from './race-lane.js';

/** How runs are laid beside each other: by the time since their prompts, or by the tokens that they have generated. */
export type RaceSync = 'time' | 'tokens';

/** What is a moment on the common clock for each run. All times count from the prompts. */
export interface RacePace {
  /** The run that the common time is of; none where it is everyone's. */
  readonly pacemaker?: RaceLane;
  /** The end of the common clock; for a live run, as far as it has come. */
  readonly endMs: number;
  /** How far all of them can go now: no further than what is loaded, and than where a live run is. */
  readonly limitMs: number;
  /** Where a run is at a common time. */
  laneMs(lane: RaceLane, commonMs: number): number;
  /** The common time at which a run is there. */
  commonMs(lane: RaceLane, laneMs: number): number;
}

/** Every run at its own pace: the common time is each run's own. */
export function timePace(lanes: readonly RaceLane[]): RacePace {
  const racing = lanes.filter(({ isOut }) => !isOut);
  const endMs = Math.max(0, ...racing.map(({ reachMs }) => reachMs));
  const reaches = racing.filter(({ isWhole }) => !isWhole).map(({ reachMs }) => reachMs);
  return {
    endMs,
    limitMs: Math.min(endMs, ...reaches),
    laneMs: (_lane, commonMs) => commonMs,
    commonMs: (_lane, laneMs) => laneMs,
  };
}

/**
 * The runs by their tokens: the common time is that of the run that has most of them, and every other run is where it had as many.
 * One that has fewer than are asked for is at its end.
 */
export function tokenPace(lanes: readonly RaceLane[]): RacePace {
  const racing = lanes.filter(({ isOut }) => !isOut);
  const pacemaker = mostTokens(racing);
  const trace = pacemaker?.trace;
  if (!pacemaker || !trace) return timePace(lanes);
  const tokensAt = (commonMs: number) => tokensBy(trace, commonMs);
  const reach = (lane: RaceLane) =>
    lane === pacemaker ? pacemaker.reachMs : (timeToReach(trace, lane.tokens) ?? pacemaker.reachMs);
  return {
    pacemaker,
    endMs: pacemaker.reachMs,
    limitMs: Math.min(pacemaker.reachMs, ...racing.filter(({ isWhole }) => !isWhole).map(reach)),
    laneMs: (lane, commonMs) => (lane === pacemaker ? commonMs : msOfTokens(lane, tokensAt(commonMs))),
    commonMs: (lane, laneMs) => {
      if (lane === pacemaker || !lane.trace) return laneMs;
      return timeToReach(trace, tokensBy(lane.trace, laneMs)) ?? pacemaker.reachMs;
    },
  };
}

/** The run with the most tokens; the first of them where several have. */
export function mostTokens(lanes: readonly RaceLane[]): RaceLane | undefined {
  let most: RaceLane | undefined;
  for (const lane of lanes) if (lane.trace && lane.tokens > (most?.tokens ?? -1)) most = lane;
  return most;
}

function msOfTokens(lane: RaceLane, tokens: number): number {
  if (tokens === 0 || !lane.trace) return 0;
  if (lane.isWhole && tokens >= lane.tokens) return lane.reachMs;
  return Math.max(0, timeToReach(lane.trace, tokens) ?? lane.reachMs);
}
