import type { Spread } from '../../trace/index.js';
import type { RepeatSummary } from './repeat-summary.js';

/** What `run` says to people of its live stream and of repeated runs, in English. */
export const runWords = {
  withoutPort: (option: string) => `--${option} is for the live stream: give its port with --sse-port.`,
  liveRefused: (problem: string, variable: string) =>
    `The live stream: ${problem}${problem.includes('token') ? ` (--token TOKEN, or the variable ${variable})` : ''}`,
  warmUp: (number: number, count: number) => `warm-up ${number} of ${count}`,
  run: (number: number, count: number) => `run ${number} of ${count}`,
  summary,
};

function summary({ completed, asked, ...figures }: RepeatSummary): string[] {
  if (completed === 0) return [`0 of ${asked} runs completed: there is nothing to sum up`];
  return [
    `${completed} of ${asked} runs completed; of those, median · IQR (the middle half) · min–max`,
    ...figureLine('TTFT', figures.ttft_ms, 'ms', 0),
    ...figureLine('tokens/s', figures.tokens_per_second, '', 1),
    ...figureLine('ITL', figures.itl_p50_ms, 'ms', 1),
  ];
}

function figureLine(name: string, spread: Spread | undefined, unit: string, digits: number): string[] {
  if (!spread) return [];
  const { median, q1, q3, min, max } = spread;
  const shown = (value: number) => value.toFixed(digits);
  const range = (from: number, to: number) => `${shown(from)}–${shown(to)}`;
  return [`${name}: ${shown(median)} · ${range(q1, q3)} · ${range(min, max)}${unit && ` ${unit}`}`];
}
