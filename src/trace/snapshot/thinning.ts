import { isKnownEvent, type JsonObject, type MemoryEvent, type TraceEvent } from '../events.js';
import { THINNED_PARTS, type ThinnedPart } from '../lost-parts.js';
import type { Trace } from '../trace.js';

/** How much of a run a link holds. */
export interface ThinningLevel {
  /** Samples of each memory curve at most; its highest and lowest stay, unless none does. */
  memorySamples: number;
  /** What times are rounded to, in milliseconds. */
  precisionMs: number;
  /** Whether it holds log probabilities, logs, metrics, parameters, a server's own figures and events of types that are not known here. */
  hasDetails: boolean;
}

/** A chart shows no more of a curve than this. */
const CHART_SAMPLES = 240;

/** From all to the least that still plays: memory goes first, then the times' precision, then details. Never any text. */
const LEVELS: readonly ThinningLevel[] = [
  { memorySamples: CHART_SAMPLES, precisionMs: 1, hasDetails: true },
  { memorySamples: 60, precisionMs: 1, hasDetails: true },
  { memorySamples: 12, precisionMs: 1, hasDetails: true },
  { memorySamples: 0, precisionMs: 1, hasDetails: true },
  { memorySamples: 0, precisionMs: 4, hasDetails: true },
  { memorySamples: 0, precisionMs: 16, hasDetails: true },
  { memorySamples: 0, precisionMs: 16, hasDetails: false },
  { memorySamples: 0, precisionMs: 50, hasDetails: false },
];

/** The levels to try, in their order: those that only differ in memory are one where a run tells none. */
export function thinningLevels(trace: Trace): readonly ThinningLevel[] {
  if (trace.has('memory')) return LEVELS;
  return LEVELS.filter(({ precisionMs }, at) => at === 0 || precisionMs > 1);
}

/** Leaves out of a run's events what a level does not hold, and knows what that was. */
export class Thinner {
  readonly #level: ThinningLevel;
  readonly #kept: ReadonlySet<number> | undefined;
  #isWithoutDetails = false;

  constructor(trace: Trace, level: ThinningLevel) {
    this.#level = level;
    this.#kept = keptMemory(trace, level.memorySamples);
  }

  /** What it has left out so far. */
  get thinned(): ThinnedPart[] {
    const isThinned = {
      memory: this.#kept !== undefined,
      times: this.#level.precisionMs > 1,
      details: this.#isWithoutDetails,
    };
    return THINNED_PARTS.filter((part) => isThinned[part]);
  }

  /** What the level holds of the run's `index`-th event; undefined: nothing. */
  event(event: TraceEvent, index: number): TraceEvent | undefined {
    if (event.type === 'memory' && this.#kept && !this.#kept.has(index)) return undefined;
    if (this.#level.hasDetails) return event;
    const isDetail = !isKnownEvent(event) || event.type === 'log' || event.type === 'metric';
    this.#isWithoutDetails ||= isDetail;
    return isDetail ? undefined : (this.fields(event.type, event as TraceEvent & JsonObject) as TraceEvent);
  }

  /** What the level holds of an event's fields, or of what is known of a run beside its events. */
  fields(type: string, fields: JsonObject): JsonObject {
    const details = DETAILS[type];
    if (this.#level.hasDetails || !details?.some((field) => field in fields)) return fields;
    this.#isWithoutDetails = true;
    return Object.fromEntries(Object.entries(fields).filter(([field]) => !details.includes(field)));
  }
}

const DETAILS: Partial<Record<string, readonly string[]>> = {
  run_started: ['params', 'server', 'hardware', 'workload'],
  response_completed: ['server_timings'],
  token: ['logprob'],
  phase: ['progress'],
};

/** The memory events to keep, where some must go. */
function keptMemory(trace: Trace, mostSamples: number): Set<number> | undefined {
  const curves = new Map<string, number[]>();
  for (const [index] of trace.wholeEvents()) {
    const event = trace.eventOfType(index, 'memory');
    if (!event) continue;
    const key = JSON.stringify([event.scope, event.source, event.memory_mb === undefined]);
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
