import * as lzString from 'lz-string';
import { MOST_LZ_BYTES, MOST_PLAIN_FOR_LZ } from './link-limits.js';
import type { Bytes, SectionCodec } from './section-codec.js';
import { cannotBeDecompressed, wrongLength } from './section-faults.js';
import { SnapshotError } from './snapshot-error.js';

type LzString = Pick<typeof lzString, 'compressToUint8Array' | 'decompressFromUint8Array'>;

/** The library is one object in CommonJS: which way it comes depends on who bundles it. */
const library: LzString = (lzString as LzString & { default?: LzString }).default ?? lzString;

/** For sections so short that the library's time and memory stay small. */
export const lz: SectionCodec = {
  compress(bytes) {
    if (bytes.length > MOST_PLAIN_FOR_LZ) return undefined;
    const compressed = Uint8Array.from(library.compressToUint8Array(charactersOf(bytes)));
    return compressed.length > MOST_LZ_BYTES ? undefined : compressed;
  },
  decompress(bytes, length) {
    if (bytes.length > MOST_LZ_BYTES)
      throw new SnapshotError('too_large', 'a part in lz-string of over 2 kB');
    // It writes two bytes at a time.
    if (bytes.length % 2 === 1) throw wrongLength();
    let text: string | null;
    try {
      text = library.decompressFromUint8Array(bytes);
    } catch {
      throw cannotBeDecompressed();
    }
    if (text?.length !== length) throw wrongLength();
    return Uint8Array.from(text, (character) => character.charCodeAt(0));
  },
};

/** A character for each byte. */
function charactersOf(bytes: Bytes): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 4096)
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 4096)));
  return parts.join('');
}
