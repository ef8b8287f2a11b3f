import type { Trace } from '../trace.js';
import type { MemoryCurve } from './run-profile.js';
import { firstPromptMs } from './token-race.js';

/** A run's memory, each scope and unit by itself, the one that tells most first. O(samples). */
export function memoryCurves(trace: Trace): MemoryCurve[] {
  const zeroMs = firstPromptMs(trace) ?? 0;
  return trace.memory.told.map(({ scope, unit, sources, peak, events, values }) => ({
    scope,
    unit,
    source: sources[0]!,
    sourceKind: [...new Set(sources.map(sourceKind))].sort().join(', '),
    peak,
    end: values.at(-1)!,
    timesMs: Float64Array.from(events, (event) => trace.timeAt(event) - zeroMs),
    values: values.slice(),
  }));
}

/** A source without what tells one process, model or slot from another: what comes before ` of process tree`, `: ` or ` (`. */
function sourceKind(source: string): string {
  const [kind] = source.split(/ of process tree|: | \(|, /);
  return kind!.replaceAll(/\d+/g, '#').trim();
}
