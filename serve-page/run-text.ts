import { durationFigure, rateText } from '../src/components/shared/figure-text.js';
import type { ListedRun } from './runs-api.js';

const STATES: Record<ListedRun['state'], string> = {
  running: 'running',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  unfinished: 'unfinished',
  other: 'not a replay file',
  broken: 'broken',
};

const when = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** What stands where a figure is not known. */
export const NONE = '–';

/** What a run is called: its reader's name for it, or else its model's. */
export function titleOf({ name, model, file }: ListedRun): string {
  return name || model || file;
}

/** How a run stands, in a word. */
export function stateText({ state }: ListedRun): string {
  return STATES[state];
}

/** What keeps a run's figures from being taken for measured ones. */
export function marksOf({ simulated, timing }: ListedRun): string[] {
  return [simulated ? 'simulated' : '', timing === 'estimated' ? 'estimated times' : ''].filter(Boolean);
}

/** The day and the minute, as the reader’s language writes them. */
export function whenText({ at }: ListedRun): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? NONE : when.format(date);
}

/** A time with its unit: `212 ms`, `9.04 s`. */
export function durationText(durationMs: number | undefined): string {
  if (durationMs === undefined) return NONE;
  const { value, unit = '' } = durationFigure(durationMs);
  return `${value} ${unit}`.trim();
}

/** With `≈` where chunks were counted in place of tokens. */
export function speedText({ tokens_per_second: rate, counts_chunks: isAbout }: ListedRun): string {
  return rate === undefined ? NONE : `${isAbout ? '≈\u202f' : ''}${rateText(rate)} tok/s`;
}

/** The address of the page that plays a run. */
export function runAddress(file: string): string {
  return `/run/${encodeURIComponent(file)}`;
}
