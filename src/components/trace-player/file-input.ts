import { type BlobLike, blobSource, textSource } from '../../engine/source/file-source.js';
import type { Source } from '../../engine/source/source.js';

/** The source of a file that a page handed over: from disk, or its JSON as text or as an object. */
export function fileInput(input: Blob | string | object): Source {
  if (input instanceof Blob) return blobSource(input as BlobLike);
  return textSource(typeof input === 'string' ? input : JSON.stringify(input));
}
