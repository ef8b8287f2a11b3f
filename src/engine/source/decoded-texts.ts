import { type AbortSignalLike, type ByteStream, TextDecoder } from '../platform.js';
import { PlayerError } from '../player-error.js';

/** How much text is handed on at once, in bytes: what is done with it is one task of a few milliseconds. */
export const SLICE_BYTES = 128 * 1024;

/** More than this is not read: a trace of it would take more memory than a page has. */
export const MAX_BYTES = 1024 ** 3;

/**
 * The text of a stream of UTF-8, in slices, characters whole. Ends early when aborted, and lets the stream go when the
 * caller stops. Throws a `PlayerError` without words: `too_large`, or `network` when the stream breaks.
 */
export async function* decodedTexts(
  stream: ByteStream,
  signal: AbortSignalLike,
  onBytes: (bytes: number) => void,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let total = 0;
  for await (const bytes of slices(stream, signal)) {
    total += bytes.length;
    if (total > MAX_BYTES) throw tooLarge();
    onBytes(bytes.length);
    yield decoder.decode(bytes, { stream: true });
  }
  yield decoder.decode();
}

/** The error for an input of more bytes than are read. */
export function tooLarge(): PlayerError {
  return new PlayerError('too_large');
}

async function* slices(
  stream: ByteStream,
  signal: AbortSignalLike,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader();
  const cancel = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', cancel, { once: true });
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(broken);
      if (done || !value) return;
      for (let start = 0; start < value.length; start += SLICE_BYTES)
        yield value.subarray(start, start + SLICE_BYTES);
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    cancel();
  }
}

function broken(cause: unknown): never {
  throw new PlayerError('network', '', { cause });
}
