import type { Trace } from '../trace.js';
import { TraceFormatError, type TraceReader } from '../trace-reader.js';
import { decodeBase64 } from './base64.js';
import { ImportReader } from './import-reader.js';
import { IMPORTERS } from './importers.js';

/** The longest link that is read, in characters. */
const MAX_LENGTH = 64 << 20;

/** Reads the snapshot that a link of Model Lens holds in its `snap` (base64 of its JSON), or that base64 alone. */
export class SnapshotLinkReader implements TraceReader {
  readonly #document = new ImportReader(IMPORTERS['model-lens-trace']);
  readonly #pieces: string[] = [];
  #length = 0;
  #isDecoded = false;

  get trace(): Trace {
    return this.#document.trace;
  }

  push(text: string): void {
    this.#length += text.length;
    if (this.#length > MAX_LENGTH) throw new TraceFormatError('wrong_shape', 'too long for a link');
    this.#pieces.push(text);
  }

  finish(): boolean {
    if (!this.#isDecoded) this.#document.push(snapshotIn(this.#pieces.join('').trim()));
    this.#isDecoded = true;
    return this.#document.finish();
  }
}

function snapshotIn(link: string): string {
  const told = /[?&]snap=([^&#\s]*)/.exec(link)?.[1] ?? link;
  const json = decodeBase64(told.replaceAll(/%3d/gi, '=').replaceAll(/%2b/gi, '+').replaceAll(/%2f/gi, '/'));
  if (json === undefined)
    throw new TraceFormatError('wrong_shape', 'the link holds no snapshot that can be read');
  return json;
}
