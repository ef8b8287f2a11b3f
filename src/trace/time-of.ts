/** The last moment that a `Date` can tell: no time of a run is later. */
export const LATEST_DATE_MS = 8.64e15;

/** A time that an untrusted source tells or leads to, to the microsecond: never negative, never beyond any date; 0 for what is none. */
export function timeOf(value: number): number {
  return Number.isNaN(value) ? 0 : Math.round(Math.max(0, Math.min(value, LATEST_DATE_MS)) * 1000) / 1000;
}
