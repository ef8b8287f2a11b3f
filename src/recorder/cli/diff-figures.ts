import type { FigureDifference, MetricName, RunProfile } from '../../trace/index.js';

/** What stands where a figure is not known. */
export const NOT_KNOWN = '–';

/** How a figure's value is written. */
export type FigureUnit = 'ms' | 'tokens_per_second' | 'tokens' | 'mb' | 'ratio';

/** Figures that rest on a count of tokens. */
const COUNTED: readonly MetricName[] = ['tokens_per_second', 'tpot_ms', 'completion_tokens', 'total_tokens'];

/** Whether a figure of a run rests on tokens that nothing told, chunks being counted instead: it is marked with `≈`. */
export function isAboutRight({ metrics }: RunProfile, name: MetricName): boolean {
  return COUNTED.includes(name) && metrics.token_count_source === 'chunks';
}

/** The unit of a metric. */
export function unitOf(name: MetricName): FigureUnit {
  if (name.endsWith('_ms')) return 'ms';
  return name === 'tokens_per_second' ? 'tokens_per_second' : name === 'peak_memory_mb' ? 'mb' : 'tokens';
}

/** A figure as people read it. All of one row are written to the same scale: that of the largest. */
export function figureText(value: number | undefined, unit: FigureUnit, largest = value ?? 0): string {
  if (value === undefined) return NOT_KNOWN;
  switch (unit) {
    case 'ms':
      return durationText(value, Math.abs(largest));
    case 'tokens_per_second':
      return fixed(value, 1);
    case 'tokens':
      return Number.isInteger(value) ? fixed(value, 0) : fixed(value, 2);
    case 'mb':
      return `${fixed(value, Math.abs(largest) < 100 ? 1 : 0)} MB`;
    case 'ratio':
      return `${fixed(value * 100, 1)} %`;
  }
}

/** The same with its sign. */
export function signedText(value: number | undefined, unit: FigureUnit, largest = value ?? 0): string {
  const text = figureText(value, unit, largest);
  return value !== undefined && value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** A difference as a share of the left: `−12 %`; from tenfold on, how often the left goes into the right: `×11.5`. */
export function shareText(share: number | undefined): string {
  if (share === undefined) return '';
  if (share >= 9) return `×${fixed(share + 1, share < 99 ? 1 : 0)}`;
  const text = fixed(share * 100, Math.abs(share) < 0.1 ? 1 : 0);
  return `${share > 0 && /[1-9]/.test(text) ? '+' : ''}${text} %`;
}

/** The larger of both medians, which a row is written to the scale of. */
export function largestOf({ left, right }: FigureDifference): number {
  return Math.max(Math.abs(left?.median ?? 0), Math.abs(right?.median ?? 0));
}

function durationText(ms: number, largestMs: number): string {
  if (largestMs >= 1000) return `${fixed(ms / 1000, 2)} s`;
  return `${fixed(ms, largestMs < 100 ? 1 : 0)} ms`;
}

/** With a true minus sign, which is as wide as a plus; and none before what rounds to nothing. */
function fixed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}
