import { upperBound } from './bounds.js';
import type { MemoryEvent, MemoryScope } from './events.js';
import { float64Column, uint32Column } from './growable-column.js';

/** A memory figure as it was told last: either `memoryMb` (10⁶ bytes) or a `ratio` (0..1). */
export interface MemorySample {
  readonly memoryMb?: number;
  readonly ratio?: number;
  readonly scope: MemoryScope;
  readonly source: string;
}

/** Which scope is shown where several are there; they are never summed. */
const SCOPE_ORDER: readonly MemoryScope[] = ['gpu', 'process', 'model', 'kv'];

/** The samples of a run by scope, each a column over the events, so that the last one before an event is a search. */
export class MemorySamples {
  readonly #byScope = new Map<MemoryScope, ScopeSamples>();

  add(index: number, event: MemoryEvent): void {
    let samples = this.#byScope.get(event.scope);
    if (!samples) this.#byScope.set(event.scope, (samples = new ScopeSamples(event.scope)));
    samples.add(index, event);
  }

  /** The last sample at or before event `index`, of the scope that tells most. */
  at(index: number): MemorySample | undefined {
    for (const scope of SCOPE_ORDER) {
      const sample = this.#byScope.get(scope)?.at(index);
      if (sample) return sample;
    }
    return undefined;
  }

  /** The highest figure of the scope that is shown; undefined when no sample told bytes. */
  get peakMb(): number | undefined {
    for (const scope of SCOPE_ORDER) {
      const peak = this.#byScope.get(scope)?.peakMb;
      if (peak !== undefined) return peak;
    }
    return undefined;
  }

  /** Event indexes and values (MB, or a ratio where only that is told) of the scope that is shown, for a curve. */
  get curve():
    { scope: MemoryScope; events: Uint32Array; values: Float64Array; isRatio: boolean } | undefined {
    for (const scope of SCOPE_ORDER) {
      const samples = this.#byScope.get(scope);
      if (samples) return samples.curve;
    }
    return undefined;
  }
}

class ScopeSamples {
  readonly #scope: MemoryScope;
  readonly #events = uint32Column();
  readonly #values = float64Column();
  readonly #sourceAt: string[] = [];
  #isRatio = false;
  peakMb?: number;

  constructor(scope: MemoryScope) {
    this.#scope = scope;
  }

  add(index: number, event: MemoryEvent): void {
    const value = event.memory_mb ?? event.ratio;
    if (value === undefined) return;
    this.#isRatio = event.memory_mb === undefined;
    if (event.memory_mb !== undefined) this.peakMb = Math.max(this.peakMb ?? 0, event.memory_mb);
    this.#events.push(index);
    this.#values.push(value);
    this.#sourceAt.push(event.source);
  }

  at(index: number): MemorySample | undefined {
    const position = upperBound(this.#events, index) - 1;
    if (position < 0) return undefined;
    const value = this.#values.at(position);
    const figure = this.#isRatio ? { ratio: value } : { memoryMb: value };
    return { ...figure, scope: this.#scope, source: this.#sourceAt[position]! };
  }

  get curve() {
    const length = this.#events.length;
    return {
      scope: this.#scope,
      events: this.#events.items.subarray(0, length),
      values: this.#values.items.subarray(0, length),
      isRatio: this.#isRatio,
    };
  }
}
