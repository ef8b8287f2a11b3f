import type { ByteStream } from '../platform.js';
import { MAX_BYTES, SLICE_BYTES, decodedTexts, tooLarge } from './decoded-texts.js';
import { FileIntake } from './file-intake.js';
import type { Source } from './source.js';
import { worded } from './worded.js';

/** A `Blob` or `File`, as far as it is looked at. */
export interface BlobLike {
  readonly size: number;
  stream(): ByteStream;
}

/** A file from disk or a drop, in any format that is read. */
export function blobSource(blob: BlobLike): Source {
  return inWords(async (sink, context) => {
    if (blob.size > MAX_BYTES) throw tooLarge();
    let loaded = 0;
    const count = (bytes: number) => sink.loaded((loaded += bytes), blob.size);
    await new FileIntake(sink, context).read(decodedTexts(blob.stream(), context.signal, count));
  });
}

/** A file's text in memory, in any format that is read. */
export function textSource(text: string): Source {
  return inWords((sink, context) => new FileIntake(sink, context).read(slicesOf(text)));
}

function* slicesOf(text: string): Generator<string, void, undefined> {
  for (let start = 0; start < text.length; start += SLICE_BYTES) yield text.slice(start, start + SLICE_BYTES);
}

function inWords(source: Source): Source {
  return (sink, context) =>
    source(sink, context).catch(async (failure: unknown) => {
      throw await worded(failure, {});
    });
}
