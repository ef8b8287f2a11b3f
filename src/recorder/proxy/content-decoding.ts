import * as zlib from 'node:zlib';
import {
  brotliDecompressSync,
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  gunzipSync,
  inflateSync,
} from 'node:zlib';
import type { Transform } from 'node:stream';

const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = constants;

/** What Node has from 22.15 on. */
const newer = zlib as {
  createZstdDecompress?: () => Transform;
  zstdDecompressSync?: (body: Buffer) => Buffer;
};

/** What takes encoded pieces and hands on decoded ones. */
export interface BodyDecoder {
  push(bytes: Uint8Array, arrivalMs: number): void;
  /** Calls back when all that was pushed has been handed on. */
  end(done: () => void): void;
}

/** A decoder for a body's `Content-Encoding`: for recording alone, what is passed on stays encoded. Undefined where it is not known. */
export function bodyDecoder(
  encoding: string | undefined,
  onBytes: (bytes: Uint8Array, arrivalMs: number) => void,
  onError: (error: Error) => void,
): BodyDecoder | undefined {
  if (nameOf(encoding) === 'identity') return { push: onBytes, end: (done) => done() };
  const transform = transformOf(encoding);
  if (!transform) return undefined;
  // What was packed together came together.
  let lastMs = 0;
  transform.on('data', (bytes: Buffer) => onBytes(bytes, lastMs)).on('error', onError);
  return {
    push: (bytes, arrivalMs) => {
      lastMs = arrivalMs;
      transform.write(bytes);
    },
    end: (done) => void transform.once('end', done).end(),
  };
}

/** A whole body, decoded. Throws where the encoding is not known or the body is not in it. */
export function decodedBody(encoding: string | undefined, body: Buffer): Buffer {
  switch (nameOf(encoding)) {
    case 'identity':
      return body;
    case 'gzip':
      return gunzipSync(body);
    case 'deflate':
      return inflateSync(body);
    case 'br':
      return brotliDecompressSync(body);
    case 'zstd':
      if (newer.zstdDecompressSync) return newer.zstdDecompressSync(body);
  }
  throw new Error(`A body in the encoding ${encoding} cannot be recorded.`);
}

function transformOf(encoding: string | undefined): Transform | undefined {
  // What has come is decoded at once, and a stream that is cut gives what it had.
  const flushing = { flush: Z_SYNC_FLUSH, finishFlush: Z_SYNC_FLUSH };
  switch (nameOf(encoding)) {
    case 'gzip':
      return createGunzip(flushing);
    case 'deflate':
      return createInflate(flushing);
    case 'br':
      return createBrotliDecompress({ flush: BROTLI_OPERATION_FLUSH, finishFlush: BROTLI_OPERATION_FLUSH });
    case 'zstd':
      return newer.createZstdDecompress?.();
    default:
      return undefined;
  }
}

function nameOf(encoding = 'identity'): string {
  const name = encoding.trim().toLowerCase();
  return name === 'x-gzip' ? 'gzip' : name || 'identity';
}
