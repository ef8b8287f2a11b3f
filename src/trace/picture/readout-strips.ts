import { eventMetrics } from '../metrics/event-metrics.js';
import { runMetrics } from '../metrics/run-metrics.js';
import type { Trace } from '../trace.js';
import { LONGEST_MS } from './keyframes.js';
import { countText, pictureWords } from './picture-words.js';

/** What a figure says from a time on. */
export interface StripState {
  readonly timeMs: number;
  readonly text: string;
}

/** One figure of the readout, over the time that is played. Its last state is of the whole run. */
export interface ReadoutStrip {
  readonly label: string;
  readonly states: readonly StripState[];
}

/** Figures are read so often at most, and so many times at most: they make a good part of a picture's size. */
const SHORTEST_STEP_MS = 100;
const MOST_STEPS = 180;

type Reading = Readonly<Record<'time' | 'ttft' | 'rate' | 'tokens', string>>;

/** The figures from 0 to `playedMs`, and at that time those of the whole run. A figure that is not there is a dash. */
export function readoutStrips(trace: Trace, playedMs: number): ReadoutStrip[] {
  const stepMs = Math.max(SHORTEST_STEP_MS, playedMs / MOST_STEPS);
  const readings: [timeMs: number, reading: Reading][] = [];
  for (let timeMs = 0; timeMs < playedMs; timeMs += stepMs) readings.push([timeMs, readingAt(trace, timeMs)]);
  readings.push([playedMs, finalReading(trace)]);
  return (['time', 'ttft', 'rate', 'tokens'] as const).map((name) => ({
    label: pictureWords[name],
    states: changes(readings.map(([timeMs, reading]) => ({ timeMs, text: reading[name] }))),
  }));
}

function readingAt(trace: Trace, timeMs: number): Reading {
  const metrics = eventMetrics(trace, trace.indexAt(timeMs), timeMs);
  return {
    time: clockText(timeMs),
    ttft: optional(metrics.ttftMs, durationText),
    rate: optional(metrics.tokensPerSecond, rateText),
    tokens: tokensText(metrics.tokens, metrics.tokenCountSource),
  };
}

function finalReading(trace: Trace): Reading {
  const metrics = runMetrics(trace);
  return {
    time: clockText(trace.durationMs),
    ttft: optional(metrics.ttft_ms, durationText),
    rate: optional(metrics.tokens_per_second, (rate) => pictureWords.meanRate(rateText(rate))),
    tokens: optional(metrics.completion_tokens, (tokens) => tokensText(tokens, metrics.token_count_source)),
  };
}

function changes(states: readonly StripState[]): StripState[] {
  return states.filter(({ text }, at) => text !== states[at - 1]?.text);
}

function optional(value: number | undefined, text: (value: number) => string): string {
  return value === undefined ? pictureWords.none : text(value);
}

function tokensText(tokens: number, source: string | undefined): string {
  if (source === undefined) return pictureWords.none;
  return `${source === 'chunks' ? '≈ ' : ''}${countText(tokens)}`;
}

/** `0:09.0`, `61:40.5`. */
function clockText(timeMs: number): string {
  if (timeMs > LONGEST_MS) return pictureWords.tooLong;
  const tenths = Math.floor(timeMs / 100);
  const minutes = Math.floor(tenths / 600);
  return `${minutes}:${String(Math.floor(tenths / 10) % 60).padStart(2, '0')}.${tenths % 10}`;
}

function durationText(durationMs: number): string {
  if (durationMs < 999.5) return `${Math.round(durationMs)} ms`;
  return `${(durationMs / 1000).toFixed(durationMs < 99_950 ? 2 : 0)} s`;
}

function rateText(tokensPerSecond: number): string {
  return tokensPerSecond >= 999.5 ? countText(tokensPerSecond) : tokensPerSecond.toFixed(1);
}
