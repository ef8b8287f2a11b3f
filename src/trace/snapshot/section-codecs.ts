import type * as LzStringModule from 'lz-string';
import { MOST_LZ_BYTES, MOST_PLAIN_FOR_LZ } from './link-limits.js';
import { SnapshotError } from './snapshot-error.js';

/** How the sections of a link are compressed; its first character says which. */
export type CodecName = 'deflate' | 'lz';

/** A link's first character, by codec. */
export const CODEC_LETTERS: Record<CodecName, string> = { deflate: 'd', lz: 'l' };

export const CODEC_NAMES = Object.keys(CODEC_LETTERS) as CodecName[];

type Bytes = Uint8Array<ArrayBuffer>;

/** One way to compress a section. */
export interface SectionCodec {
  /** Undefined: it is not for a section like this. */
  compress(bytes: Bytes): Promise<Bytes | undefined> | Bytes | undefined;
  /** Throws a `SnapshotError`, `damaged`, unless exactly `length` bytes come out; stops as soon as there are more. */
  decompress(bytes: Bytes, length: number): Promise<Bytes> | Bytes;
}

interface ByteStream {
  readable: { getReader(): { read(): Promise<{ done: boolean; value?: Bytes }>; cancel(): Promise<void> } };
  writable: { getWriter(): { write(bytes: Bytes): Promise<void>; close(): Promise<void> } };
}

/** Streams that every platform has (Compression Streams, WHATWG). */
const platform = globalThis as unknown as {
  CompressionStream: new (format: 'deflate-raw') => ByteStream;
  DecompressionStream: new (format: 'deflate-raw') => ByteStream;
};

/** Bytes that are given to be decompressed at once: what comes of them, 1,032 times as much at most, is there before it can be stopped. */
const SLICE_TO_DECOMPRESS = 512;

const SLICE_TO_COMPRESS = 1 << 16;

const deflate: SectionCodec = {
  compress: (bytes) =>
    passThrough(new platform.CompressionStream('deflate-raw'), bytes, SLICE_TO_COMPRESS, Infinity),
  async decompress(bytes, length) {
    let plain: Bytes | undefined;
    try {
      const stream = new platform.DecompressionStream('deflate-raw');
      plain = await passThrough(stream, bytes, SLICE_TO_DECOMPRESS, length);
    } catch {
      throw cannotBeDecompressed();
    }
    if (plain?.length !== length) throw wrongLength();
    return plain;
  },
};

/** All that comes out, or undefined as soon as it is more than `most` bytes. */
async function passThrough(
  stream: ByteStream,
  bytes: Bytes,
  slice: number,
  most: number,
): Promise<Bytes | undefined> {
  // A fault is told by the reader, too: here it would only be told twice.
  writeInSlices(stream, bytes, slice).catch(() => {});
  const reader = stream.readable.getReader();
  const chunks: Bytes[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done || !value) break;
    length += value.length;
    if (length > most) {
      reader.cancel().catch(() => {});
      return undefined;
    }
    chunks.push(value);
  }
  return joined(chunks, length);
}

/** Each slice once what came of the one before was read. */
async function writeInSlices({ writable }: ByteStream, bytes: Bytes, slice: number): Promise<void> {
  const writer = writable.getWriter();
  for (let at = 0; at < bytes.length; at += slice) await writer.write(bytes.subarray(at, at + slice));
  await writer.close();
}

function joined(chunks: Bytes[], length: number): Bytes {
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

type LzString = Pick<typeof LzStringModule, 'compressToUint8Array' | 'decompressFromUint8Array'>;

const lzCodec = ({ compressToUint8Array, decompressFromUint8Array }: LzString): SectionCodec => ({
  compress(bytes) {
    if (bytes.length > MOST_PLAIN_FOR_LZ) return undefined;
    const compressed = Uint8Array.from(compressToUint8Array(charactersOf(bytes)));
    return compressed.length > MOST_LZ_BYTES ? undefined : compressed;
  },
  decompress(bytes, length) {
    if (bytes.length > MOST_LZ_BYTES)
      throw new SnapshotError('too_large', 'a part in lz-string of over 2 kB');
    // It writes two bytes at a time.
    if (bytes.length % 2 === 1) throw wrongLength();
    let text: string | null;
    try {
      text = decompressFromUint8Array(bytes);
    } catch {
      throw cannotBeDecompressed();
    }
    if (text?.length !== length) throw wrongLength();
    return Uint8Array.from(text, (character) => character.charCodeAt(0));
  },
});

function cannotBeDecompressed(): SnapshotError {
  return new SnapshotError('damaged', 'a part of it cannot be decompressed');
}

function wrongLength(): SnapshotError {
  return new SnapshotError('damaged', 'a part of it is not as long as it says');
}

/** A character for each byte. */
function charactersOf(bytes: Bytes): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 4096)
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 4096)));
  return parts.join('');
}

/** The library is one object in CommonJS: which way it comes depends on who bundles it. */
async function lzString(): Promise<LzString> {
  const module: LzString & { default?: LzString } = await import('lz-string');
  return module.default ?? module;
}

const CODECS: Record<CodecName, () => Promise<SectionCodec>> = {
  deflate: () => Promise.resolve(deflate),
  lz: async () => lzCodec(await lzString()),
};

/** The codec of that name, fetched where a library does it. */
export function loadCodec(name: CodecName): Promise<SectionCodec> {
  return CODECS[name]();
}
