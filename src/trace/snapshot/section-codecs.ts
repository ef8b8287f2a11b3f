import { deflate } from './deflate-codec.js';
import type { SectionCodec } from './section-codec.js';

/** How the sections of a link are compressed; its first character says which. */
export type CodecName = 'deflate' | 'lz';

/** A link's first character, by codec. */
export const CODEC_LETTERS: Record<CodecName, string> = { deflate: 'd', lz: 'l' };

export const CODEC_NAMES = Object.keys(CODEC_LETTERS) as CodecName[];

const CODECS: Record<CodecName, () => Promise<SectionCodec>> = {
  deflate: () => Promise.resolve(deflate),
  lz: async () => (await import('./lz-codec.js')).lz,
};

/** The codec of that name, fetched where a library does it. */
export function loadCodec(name: CodecName): Promise<SectionCodec> {
  return CODECS[name]();
}
