/** The bytes of a section. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** One way to compress a section. */
export interface SectionCodec {
  /** Undefined: it is not for a section like this. */
  compress(bytes: Bytes): Promise<Bytes | undefined> | Bytes | undefined;
  /** Throws a `SnapshotError`, `damaged`, unless exactly `length` bytes come out; stops as soon as there are more. */
  decompress(bytes: Bytes, length: number): Promise<Bytes> | Bytes;
}
