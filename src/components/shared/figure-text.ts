const MS_PER_MINUTE = 60_000;

/** Times beyond this are no run's: they are said to be longer, as nobody reads such figures. */
const LONGEST_HOURS = 9999;
const LONGEST_MS = LONGEST_HOURS * 60 * MS_PER_MINUTE;

/** Thin space between groups of three digits: reads well in every language and cannot be taken for a decimal mark. */
const GROUP_MARK = '\u202f';

/** A time as a clock shows it, with milliseconds: `0:09.042`, `1:02:03.000` from an hour on. */
export function clockText(timeMs: number): string {
  if (timeMs > LONGEST_MS) return `> ${LONGEST_HOURS} h`;
  const ms = Math.max(0, Math.floor(timeMs));
  const minutes = Math.floor(ms / MS_PER_MINUTE);
  const seconds = ((ms % MS_PER_MINUTE) / 1000).toFixed(3).padStart(6, '0');
  if (minutes < 60) return `${minutes}:${seconds}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${seconds}`;
}

/** A time in seconds with so many decimals: `9.042`. */
export function secondsText(timeMs: number, decimals = 3): string {
  if (timeMs > LONGEST_MS) return `> ${LONGEST_MS / 1000}`;
  return (timeMs / 1000).toFixed(decimals);
}

/** A whole number in groups of three digits. */
export function countText(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, GROUP_MARK);
}

/** A figure with its unit apart, so that a view can set the unit smaller. */
export interface Figure {
  readonly value: string;
  readonly unit?: string;
}

const UNITS = { milliseconds: 'ms', seconds: 's', minutes: 'min' };

/** A short time as people say it: `212 ms`, `9.04 s`, `2:05 min`. */
export function durationFigure(durationMs: number, units: typeof UNITS = UNITS): Figure {
  if (durationMs > LONGEST_MS) return { value: `> ${countText(LONGEST_HOURS * 60)}`, unit: units.minutes };
  if (durationMs < 999.5) return { value: durationMs.toFixed(0), unit: units.milliseconds };
  if (durationMs < 99_950)
    return { value: (durationMs / 1000).toFixed(durationMs < 9_995 ? 2 : 1), unit: units.seconds };
  const seconds = Math.round(durationMs / 1000);
  return {
    value: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`,
    unit: units.minutes,
  };
}

/** Tokens per second, with as many digits as mean something: `7.42`, `42.3`, `1 204`. */
export function rateText(tokensPerSecond: number): string {
  if (tokensPerSecond >= 999.5) return countText(tokensPerSecond);
  return tokensPerSecond.toFixed(tokensPerSecond < 9.995 ? 2 : 1);
}

/** A share of one, in percent; a small one with a decimal, so that what is there is not shown as none. */
export function percentText(ratio: number): string {
  const isSmall = ratio > 0 && ratio < 0.0995;
  return `${(ratio * 100).toFixed(isSmall ? 1 : 0)} %`;
}
