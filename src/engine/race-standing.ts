import { timeToReach } from '../trace/comparison/token-race.js';
import type { RaceLane } from './race-lane.js';
import type { RaceSync } from './race-pace.js';

/** Who is ahead, of whom comes next, and by how much. */
export interface RaceLead {
  readonly leader: RaceLane;
  readonly follower: RaceLane;
  /** `running`: both are, or are laid beside each other by tokens; `finished`: the leader is; `final`: both are. */
  readonly kind: 'running' | 'finished' | 'final';
  /** How many more the leader has; 0 once it finished, or by tokens. */
  readonly tokens: number;
  /** Since when the leader has been where the follower is; of a leader that finished, since then. */
  readonly ms: number;
}

/**
 * Who is ahead at the playheads: who finished before who has not; of those who have, the earlier; of those who run, who has more
 * tokens, and by tokens, who needed less time for them. Undefined: nobody is. A run that did not come to its end does not finish;
 * one whose times are made up is no faster or slower than any other.
 */
export function raceLead(lanes: readonly RaceLane[], sync: RaceSync): RaceLead | undefined {
  const racing = lanes.filter((lane) => isTimed(lane) && (lane.hasFinished || !lane.player.ended));
  if (racing.length < 2) return undefined;
  const byTokens = sync === 'tokens' && !racing.every(({ hasFinished }) => hasFinished);
  const [leader, follower] = racing.toSorted(byTokens ? byLeastTime : byPlace) as [RaceLane, RaceLane];
  const lead = byTokens ? leadOfTime(leader, follower) : leadOf(leader, follower);
  return lead.ms > 0 ? { leader, follower, ...lead } : undefined;
}

function isTimed({ trace }: RaceLane): boolean {
  return trace !== undefined && trace.info.timing !== 'estimated';
}

type Lead = Pick<RaceLead, 'kind' | 'tokens' | 'ms'>;

function byPlace(left: RaceLane, right: RaceLane): number {
  if (left.hasFinished !== right.hasFinished) return left.hasFinished ? -1 : 1;
  return left.hasFinished ? left.reachMs - right.reachMs : right.shown.tokens - left.shown.tokens;
}

function byLeastTime(left: RaceLane, right: RaceLane): number {
  return left.timeMs - right.timeMs;
}

function leadOfTime(leader: RaceLane, follower: RaceLane): Lead {
  const hasBegun = follower.shown.tokens > 0 && leader.shown.tokens > 0;
  return { kind: 'running', tokens: 0, ms: hasBegun ? follower.timeMs - leader.timeMs : 0 };
}

function leadOf(leader: RaceLane, follower: RaceLane): Lead {
  if (leader.hasFinished && follower.hasFinished)
    return { kind: 'final', tokens: 0, ms: follower.reachMs - leader.reachMs };
  if (leader.hasFinished) return { kind: 'finished', tokens: 0, ms: follower.timeMs - leader.reachMs };
  const tokens = leader.shown.tokens - follower.shown.tokens;
  if (tokens <= 0 || !leader.trace) return { kind: 'running', tokens: 0, ms: 0 };
  // Before its first token a run is nowhere: the lead counts from the leader's own first one.
  const reachedMs = timeToReach(leader.trace, Math.max(1, follower.shown.tokens));
  return { kind: 'running', tokens, ms: leader.timeMs - (reachedMs ?? leader.timeMs) };
}
