import type { JsonObject, MemoryEvent, TraceEvent } from '../events.js';
import { isKnownEvent } from '../events.js';
import type { Trace } from '../trace.js';

/** What a link leaves out to be short, least missed first. */
export type ThinnedPart = 'memory' | 'times' | 'details';

/** How much of a run a link holds. */
export interface ThinningLevel {
  /** Samples of each memory curve at most; its highest and lowest stay. */
  memorySamples: number;
  /** What times are rounded to, in milliseconds. */
  precisionMs: number;
  /** Whether it holds log probabilities, logs, metrics, parameters, a server's own figures and what is not known here. */
  hasDetails: boolean;
}

/** A chart shows no more of a curve than this. */
const CHART_SAMPLES = 240;

/** From all to the least that still plays: memory goes first, then the times' precision, then details. Never any text. */
export const THINNING_LEVELS: readonly ThinningLevel[] = [
  { memorySamples: CHART_SAMPLES, precisionMs: 1, hasDetails: true },
  { memorySamples: 60, precisionMs: 1, hasDetails: true },
  { memorySamples: 12, precisionMs: 1, hasDetails: true },
  { memorySamples: 0, precisionMs: 1, hasDetails: true },
  { memorySamples: 0, precisionMs: 4, hasDetails: true },
  { memorySamples: 0, precisionMs: 16, hasDetails: true },
  { memorySamples: 0, precisionMs: 16, hasDetails: false },
  { memorySamples: 0, precisionMs: 50, hasDetails: false },
];

/** What a level leaves out that the run has. */
export function thinnedParts(trace: Trace, level: ThinningLevel): ThinnedPart[] {
  const parts: ThinnedPart[] = [];
  if (keptMemory(trace, level.memorySamples)) parts.push('memory');
  if (level.precisionMs > 1) parts.push('times');
  if (!level.hasDetails) parts.push('details');
  return parts;
}

/** Makes what leaves out of each event what the level does not hold: undefined for an event that it does not hold at all. */
export function thinner(
  trace: Trace,
  level: ThinningLevel,
): (event: TraceEvent, index: number) => TraceEvent | undefined {
  const kept = keptMemory(trace, level.memorySamples);
  return (event, index) => {
    if (event.type === 'memory' && kept && !kept.has(index)) return undefined;
    return level.hasDetails ? event : withoutDetails(event);
  };
}

/** The memory events to keep, where some must go. */
function keptMemory(trace: Trace, mostSamples: number): Set<number> | undefined {
  const curves = new Map<string, number[]>();
  for (const [index, event] of trace.wholeEvents()) {
    if (event.type !== 'memory') continue;
    const { scope, source } = event as MemoryEvent;
    const key = `${scope} ${source}`;
    const curve = curves.get(key);
    if (curve) curve.push(index);
    else curves.set(key, [index]);
  }
  if ([...curves.values()].every((curve) => curve.length <= mostSamples)) return undefined;
  return new Set([...curves.values()].flatMap((curve) => extremes(trace, curve, mostSamples)));
}

/** Of each of equal parts of a curve its lowest and highest sample, so that no spike is lost. */
function extremes(trace: Trace, curve: number[], mostSamples: number): number[] {
  if (curve.length <= mostSamples) return curve;
  const parts = Math.floor(mostSamples / 2);
  const value = (index: number) => {
    const { memory_mb, ratio } = trace.eventAt(index) as MemoryEvent;
    return memory_mb ?? ratio ?? 0;
  };
  return Array.from({ length: parts }, (_, part) => {
    const samples = curve.slice((part * curve.length) / parts, ((part + 1) * curve.length) / parts);
    const lowest = samples.reduce((low, at) => (value(at) < value(low) ? at : low));
    return [lowest, samples.reduce((high, at) => (value(at) > value(high) ? at : high))];
  }).flat();
}

const DETAILS: Record<string, readonly string[]> = {
  run_started: ['params', 'server', 'hardware', 'workload'],
  response_completed: ['server_timings'],
  token: ['logprob'],
  phase: ['progress'],
};

function withoutDetails(event: TraceEvent): TraceEvent | undefined {
  if (!isKnownEvent(event) || event.type === 'log' || event.type === 'metric') return undefined;
  const details = DETAILS[event.type];
  if (!details) return event;
  const kept = Object.entries(event).filter(([field]) => !details.includes(field));
  return Object.fromEntries(kept) as JsonObject & TraceEvent;
}
