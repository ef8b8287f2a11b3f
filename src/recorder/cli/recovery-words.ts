import type { RecoveredReplay } from '../recovery/recover-part.js';
import { counted } from './words.js';

/** What is said of recovery to people, in English. */
export const recoveryWords = {
  noFolder: (folder: string) => `There is no folder ${folder}. Name one: trace-player recover DIR.`,
  recovered: (path: string, { status, event_count: events, duration_ms: durationMs }: RecoveredReplay) =>
    `recovered ${path}: ${status}, ${counted(events, 'event')}, up to ${(durationMs / 1000).toFixed(2)} s`,
  removed: (path: string) => `removed ${path}: nothing had been written to it`,
  left: (path: string, reason: string) => `left ${path} as it is: ${reason}`,
  interrupted: 'interrupted: what is left can be recovered another time',
  nothing: (folder: string) => `nothing to recover in ${folder}`,
};
