import type { TokenMilestone } from './comparison.js';
import type { RunProfile } from './run-profile.js';
import { timeToReach } from './token-race.js';

/** When each run reached 1, 2, 5, 10, 20, 50, … tokens, and where each of them ended. */
export function tokenMilestones(left: RunProfile, right: RunProfile): TokenMilestone[] {
  const ends = [left, right].map(({ stream }) => Math.floor(stream.tokens)).filter((tokens) => tokens > 0);
  const counts = new Set([...roundCounts(Math.max(0, ...ends)), ...ends]);
  return [...counts]
    .sort((a, b) => a - b)
    .map((tokens) => {
      const [leftMs, rightMs] = [timeToReach(left.trace, tokens), timeToReach(right.trace, tokens)];
      return {
        tokens,
        ...(leftMs !== undefined && { leftMs }),
        ...(rightMs !== undefined && { rightMs }),
      };
    });
}

function roundCounts(most: number): number[] {
  const counts: number[] = [];
  for (let ten = 1; ten <= most; ten *= 10) counts.push(ten, 2 * ten, 5 * ten);
  return counts.filter((count) => count <= most);
}
