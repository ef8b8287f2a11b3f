import type { Trace } from '../trace.js';
import type { MemoryScope } from '../events.js';
import type { Samples } from './bucket-extremes.js';

/** The memory of a run over time. */
export interface MemorySeries {
  /** MB, or a share of 0..1 where only that was told. */
  readonly samples: Samples;
  readonly isRatio: boolean;
  readonly scope: MemoryScope;
}

/** The memory that was recorded, of the scope that tells most; undefined where none was. O(samples). */
export function memorySeries(trace: Trace): MemorySeries | undefined {
  const { curve } = trace.memory;
  if (!curve) return undefined;
  const times = Float64Array.from(curve.events, (event) => trace.timeAt(event));
  return { samples: { times, values: curve.values }, isRatio: curve.isRatio, scope: curve.scope };
}
