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
  readonly #bytes = new Map<MemoryScope, SampleColumn>();
  readonly #ratios = new Map<MemoryScope, SampleColumn>();

  /** Adds what event `index` told; nothing where it told no figure. */
  add(index: number, { memory_mb: memoryMb, ratio, scope, source }: MemoryEvent): void {
    if (memoryMb !== undefined) columnOf(this.#bytes, scope).add(index, memoryMb, source);
    else if (ratio !== undefined) columnOf(this.#ratios, scope).add(index, ratio, source);
  }

  /** The last sample at or before event `index`, of the scope that tells most; its bytes before its share. */
  at(index: number): MemorySample | undefined {
    for (const scope of SCOPE_ORDER) {
      const bytes = this.#bytes.get(scope)?.at(index);
      if (bytes) return { memoryMb: bytes.value, scope, source: bytes.source };
      const ratio = this.#ratios.get(scope)?.at(index);
      if (ratio) return { ratio: ratio.value, scope, source: ratio.source };
    }
    return undefined;
  }

  /** The highest figure of the scope that is shown; undefined when no sample told bytes. */
  get peakMb(): number | undefined {
    const scope = SCOPE_ORDER.find((name) => this.#bytes.has(name));
    return scope && this.#bytes.get(scope)!.peak;
  }

  /** Event indexes and values (MB, or a ratio where only that is told) of the scope that is shown, for a curve. */
  get curve():
    { scope: MemoryScope; events: Uint32Array; values: Float64Array; isRatio: boolean } | undefined {
    const scope = SCOPE_ORDER.find((name) => this.#bytes.has(name) || this.#ratios.has(name));
    if (!scope) return undefined;
    const bytes = this.#bytes.get(scope);
    return { scope, ...(bytes ?? this.#ratios.get(scope)!).curve, isRatio: bytes === undefined };
  }
}

function columnOf(columns: Map<MemoryScope, SampleColumn>, scope: MemoryScope): SampleColumn {
  let column = columns.get(scope);
  if (!column) columns.set(scope, (column = new SampleColumn()));
  return column;
}

/** The figures of one scope in one unit, over the events that told them. */
class SampleColumn {
  readonly #events = uint32Column();
  readonly #values = float64Column();
  readonly #sources: string[] = [];
  peak = 0;

  add(index: number, value: number, source: string): void {
    this.peak = Math.max(this.peak, value);
    this.#events.push(index);
    this.#values.push(value);
    this.#sources.push(source);
  }

  at(index: number): { value: number; source: string } | undefined {
    const position = upperBound(this.#events, index) - 1;
    return position < 0 ? undefined : { value: this.#values.at(position), source: this.#sources[position]! };
  }

  get curve() {
    const length = this.#events.length;
    return {
      events: this.#events.items.subarray(0, length),
      values: this.#values.items.subarray(0, length),
    };
  }
}
