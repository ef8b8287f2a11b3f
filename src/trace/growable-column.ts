type TypedArray = Float64Array | Uint32Array | Uint8Array | Float32Array;

/** Small: most blocks of an agent's long run hold but an event or two. */
const INITIAL_CAPACITY = 8;

/** A typed array that grows by half when it is full, so that a million appends copy little and waste at most a third. */
export class GrowableColumn<A extends TypedArray> {
  #items: A;
  #length = 0;
  readonly #create: (capacity: number) => A;

  constructor(create: (capacity: number) => A) {
    this.#create = create;
    this.#items = create(INITIAL_CAPACITY);
  }

  get length(): number {
    return this.#length;
  }

  /** The backing array; only the first `length` items mean anything, and the next `push` may replace it. */
  get items(): A {
    return this.#items;
  }

  push(value: number): void {
    if (this.#length === this.#items.length) this.#grow();
    this.#items[this.#length++] = value;
  }

  /** The value at `index`, which must be within `length`. */
  at(index: number): number {
    return this.#items[index]!;
  }

  /** The last value, or `fallback` when there is none. */
  last(fallback = 0): number {
    return this.#length === 0 ? fallback : this.#items[this.#length - 1]!;
  }

  #grow(): void {
    const grown = this.#create(Math.ceil(this.#items.length * 1.5));
    grown.set(this.#items);
    this.#items = grown;
  }
}

export const float64Column = (): GrowableColumn<Float64Array> =>
  new GrowableColumn((n) => new Float64Array(n));
export const uint32Column = (): GrowableColumn<Uint32Array> => new GrowableColumn((n) => new Uint32Array(n));
export const uint8Column = (): GrowableColumn<Uint8Array> => new GrowableColumn((n) => new Uint8Array(n));
