import { SnapshotError } from './snapshot-error.js';

/** Reads back what `ByteWriter` wrote. Every read is checked against the end: throws a `SnapshotError`, `damaged`. */
export class ByteReader {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  #at = 0;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw new SnapshotError('damaged', 'it ends in the middle');
    return value;
  }

  take(length: number): Uint8Array<ArrayBuffer> {
    if (length > this.#bytes.length - this.#at) throw new SnapshotError('damaged', 'it ends in the middle');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  unsigned(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw new SnapshotError('damaged', 'a number is too large');
      if (byte < 0x80) return value;
    }
  }

  signed(): number {
    return signedOf(this.unsigned());
  }

  optional(): number | undefined {
    const value = this.unsigned();
    return value === 0 ? undefined : signedOf(value - 1);
  }

  /** Throws unless all was read. */
  expectEnd(): void {
    if (!this.isAtEnd) throw new SnapshotError('damaged', 'there is more than it says');
  }
}

function signedOf(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
