import type { Bytes, SectionCodec } from './section-codec.js';
import { cannotBeDecompressed, wrongLength } from './section-faults.js';

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
const SLICE_TO_DECOMPRESS = 2048;

const SLICE_TO_COMPRESS = 1 << 16;

/** The platform's own codec, without headers (RFC 1951). */
export const deflate: SectionCodec = {
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
