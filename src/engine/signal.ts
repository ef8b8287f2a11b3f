/**
 * Values that know who reads them. It is what a player needs of signals, and no more: the polyfill of the language's coming ones
 * and an adapter to elements would be a tenth of all that a page loads.
 */

/** Reads signals, and is told when one that it read may have another value now. */
interface Reader {
  /** What it read last, with the values that it saw. */
  readonly seen: Map<Signal<unknown>, unknown>;
  /** May be told often, and of a change that comes to nothing: a computed value that turns out the same. */
  handleChange(): void;
}

let currentReader: Reader | undefined;

/** Notes the signals that `act` reads as what the reader read, in place of what it read before. */
function readAs<T>(reader: Reader, act: () => T): T {
  forget(reader);
  const outer = currentReader;
  currentReader = reader;
  try {
    return act();
  } finally {
    currentReader = outer;
  }
}

function forget(reader: Reader): void {
  for (const signal of reader.seen.keys()) signal.readers.delete(reader);
  reader.seen.clear();
}

/** A value that can be read. */
abstract class Signal<T> {
  readonly readers = new Set<Reader>();

  /** The value; within a computation or a watcher's `read`, noted as read. */
  get(): T {
    const value = this.value();
    if (currentReader) {
      this.readers.add(currentReader);
      currentReader.seen.set(this, value);
    }
    return value;
  }

  protected abstract value(): T;

  protected tell(): void {
    for (const reader of [...this.readers]) reader.handleChange();
  }
}

/** A value that is set. */
export class State<T> extends Signal<T> {
  #value: T;

  constructor(value: T) {
    super();
    this.#value = value;
  }

  /** Tells who read it, at once, unless the value is the same. */
  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    this.tell();
  }

  protected value(): T {
    return this.#value;
  }
}

/** A value that is computed from others when it is read, and kept until one of them changes. */
export class Computed<T> extends Signal<T> implements Reader {
  readonly seen = new Map<Signal<unknown>, unknown>();
  readonly #compute: () => T;
  #kept?: { readonly value: T };

  constructor(compute: () => T) {
    super();
    this.#compute = compute;
  }

  handleChange(): void {
    if (!this.#kept) return;
    this.#kept = undefined;
    this.tell();
  }

  protected value(): T {
    this.#kept ??= { value: readAs(this, this.#compute) };
    return this.#kept.value;
  }
}

/** Watches what is read in one go, such as a view's drawing. */
export class Watcher implements Reader {
  readonly seen = new Map<Signal<unknown>, unknown>();
  readonly #handleChange: () => void;

  /** `handleChange` is called within each setting of a signal that changes what was read; it reads nothing itself. */
  constructor(handleChange: () => void) {
    this.#handleChange = handleChange;
  }

  /** Does something, and watches the signals that it read, in place of those before. */
  read(act: () => void): void {
    readAs(this, act);
  }

  /** Watches nothing any more. */
  stop(): void {
    forget(this);
  }

  handleChange(): void {
    for (const [signal, value] of this.seen) {
      if (!Object.is(signal.get(), value)) return this.#handleChange();
    }
  }
}
