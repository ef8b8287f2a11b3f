import { racePlaceOf } from '../shared/race-place.js';
import type { TraceDiffElement } from '../trace-diff/trace-diff.js';
import type { ChartRun, RunMedia } from './chart-run.js';

/**
 * Brings the players of the drawn runs to a time of the chart's clock. Of runs that race each other it is the race that is brought
 * there, once: by tokens they are at one time only where one of them leads, and each that was brought there would take the others away.
 */
export function seekRuns(runs: readonly ChartRun[], timeMs: number): void {
  const sought = new Set<TraceDiffElement>();
  for (const { media, originMs } of runs) {
    // A run that is drawn alone has its own clock, which its race does not know.
    const race = media && runs.length > 1 ? raceOf(media) : undefined;
    if (race) sought.add(race);
    else if (media) media.currentTime = Math.max(0, (timeMs + originMs) / 1000);
  }
  for (const race of sought) race.currentTime = Math.max(0, timeMs / 1000);
}

function raceOf(media: RunMedia): TraceDiffElement | undefined {
  if (!(media instanceof Element) || racePlaceOf(media) === undefined) return undefined;
  return media.closest('trace-diff') ?? undefined;
}
