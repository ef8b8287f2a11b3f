import { EVENTS_OPENING } from './events-opening.js';

/** Whether a text begins with the whole first line of the line form of a replay file, whose events each have a line. */
export function opensReplayLines(text: string): boolean {
  const line = /^\uFEFF?\s*(\{.*)\n/.exec(text)?.[1]?.trimEnd() ?? '';
  return line.endsWith(EVENTS_OPENING) && !line.includes(`${EVENTS_OPENING}{`);
}
