import type { MemoryEvent, MemoryScope } from '../events.js';
import { float64Column, type GrowableColumn } from '../growable-column.js';
import type { Trace } from '../trace.js';
import type { MemoryCurve } from './run-profile.js';
import { firstPromptMs } from './token-race.js';

/** What tells most, first; bytes before shares of it. */
const SCOPE_ORDER: readonly MemoryScope[] = ['gpu', 'process', 'model', 'kv'];
const UNIT_ORDER = ['mb', 'ratio'] as const;

interface Told {
  readonly sources: Set<string>;
  readonly timesMs: GrowableColumn<Float64Array>;
  readonly values: GrowableColumn<Float64Array>;
}

/** A run's memory, each scope and unit by itself, the one that tells most first. O(events that are not plain tokens). */
export function memoryCurves(trace: Trace): MemoryCurve[] {
  const zeroMs = firstPromptMs(trace) ?? 0;
  const byKind = new Map<string, Told>();
  for (const [index] of trace.wholeEvents()) {
    const event = trace.eventOfType(index, 'memory');
    if (event) addSample(byKind, event, trace.timeAt(index) - zeroMs);
  }
  return SCOPE_ORDER.flatMap((scope) =>
    UNIT_ORDER.flatMap((unit) => {
      const told = byKind.get(`${scope} ${unit}`);
      return told ? curveOf(told, scope, unit) : [];
    }),
  );
}

function addSample(byKind: Map<string, Told>, event: MemoryEvent, timeMs: number): void {
  const { memory_mb: memoryMb, ratio, scope, source } = event;
  const value = memoryMb ?? ratio;
  if (value === undefined) return;
  const kind = `${scope} ${memoryMb === undefined ? 'ratio' : 'mb'}`;
  const told = byKind.get(kind) ?? { sources: new Set(), timesMs: float64Column(), values: float64Column() };
  byKind.set(kind, told);
  told.sources.add(source);
  told.timesMs.push(timeMs);
  told.values.push(value);
}

function curveOf(told: Told, scope: MemoryScope, unit: MemoryCurve['unit']): MemoryCurve {
  const { length } = told.values;
  const values = told.values.items.slice(0, length);
  const [source = ''] = told.sources;
  return {
    scope,
    unit,
    source,
    sourceKind: [...new Set([...told.sources].map(sourceKind))].sort().join(', '),
    peak: values.reduce((peak, value) => Math.max(peak, value)),
    end: values[length - 1]!,
    timesMs: told.timesMs.items.slice(0, length),
    values,
  };
}

/** A source without what tells one process, model or slot from another: what comes before ` of process tree`, `: ` or ` (`. */
function sourceKind(source: string): string {
  const [kind] = source.split(/ of process tree|: | \(|, /);
  return kind!.replaceAll(/\d+/g, '#').trim();
}
