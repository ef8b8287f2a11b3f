import { upperBound } from './bounds.js';
import type { MemoryEvent, MemoryScope } from './events.js';
import { float64Column, uint32Column } from './growable-column.js';

/** A memory figure as it was told last: either `memoryMb` (10⁶ bytes) or a `ratio` (0..1). */
export interface MemorySample {
  readonly memoryMb?: number;
  /** Of `memoryMb`, all but the pages of mapped files, where that was told. */
  readonly withoutFilesMb?: number;
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
  add(index: number, event: MemoryEvent): void {
    const { memory_mb: memoryMb, ratio, scope, source, without_files_mb: withoutFilesMb = NaN } = event;
    if (memoryMb !== undefined) columnOf(this.#bytes, scope).add(index, memoryMb, source, withoutFilesMb);
    else if (ratio !== undefined) columnOf(this.#ratios, scope).add(index, ratio, source);
  }

  /** The last sample at or before event `index`, of the scope that tells most; its bytes before its share. */
  at(index: number): MemorySample | undefined {
    for (const scope of SCOPE_ORDER) {
      const sample =
        bytesSample(scope, this.#bytes.get(scope)?.at(index)) ??
        ratioSample(scope, this.#ratios.get(scope)?.at(index));
      if (sample) return sample;
    }
    return undefined;
  }

  /** The highest figure of the scope that is shown; undefined when no sample told bytes. */
  get peakMb(): number | undefined {
    return this.peak?.memoryMb;
  }

  /** The highest sample of the scope that tells most, of those that tell bytes, else of those that tell a share. */
  get peak(): MemorySample | undefined {
    const bytes = SCOPE_ORDER.find((name) => this.#bytes.has(name));
    if (bytes) return bytesSample(bytes, this.#bytes.get(bytes)!.peak);
    const ratio = SCOPE_ORDER.find((name) => this.#ratios.has(name));
    return ratio && ratioSample(ratio, this.#ratios.get(ratio)!.peak);
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

/** One figure as its column keeps it. */
interface Figure {
  value: number;
  source: string;
  /** NaN where it was not told. */
  withoutFiles: number;
}

function bytesSample(scope: MemoryScope, figure?: Figure): MemorySample | undefined {
  if (!figure) return undefined;
  const { value, source, withoutFiles } = figure;
  const split = Number.isNaN(withoutFiles) ? undefined : { withoutFilesMb: withoutFiles };
  return { memoryMb: value, ...split, scope, source };
}

function ratioSample(scope: MemoryScope, figure?: Figure): MemorySample | undefined {
  return figure && { ratio: figure.value, scope, source: figure.source };
}

/** The figures of one scope in one unit, over the events that told them. */
class SampleColumn {
  readonly #events = uint32Column();
  readonly #values = float64Column();
  readonly #withoutFiles = float64Column();
  readonly #sources: string[] = [];
  #peak = 0;

  add(index: number, value: number, source: string, withoutFiles = NaN): void {
    const isPeak = this.#events.length === 0 || value > this.#values.at(this.#peak);
    if (isPeak) this.#peak = this.#events.length;
    this.#events.push(index);
    this.#values.push(value);
    this.#withoutFiles.push(withoutFiles);
    this.#sources.push(source);
  }

  get peak(): Figure {
    return this.#figure(this.#peak);
  }

  at(index: number): Figure | undefined {
    const position = upperBound(this.#events, index) - 1;
    return position < 0 ? undefined : this.#figure(position);
  }

  get curve() {
    const length = this.#events.length;
    return {
      events: this.#events.items.subarray(0, length),
      values: this.#values.items.subarray(0, length),
    };
  }

  #figure(position: number): Figure {
    const value = this.#values.at(position);
    return { value, source: this.#sources[position]!, withoutFiles: this.#withoutFiles.at(position) };
  }
}
