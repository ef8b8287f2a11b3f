import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** The most that a packed file may hold, in bytes: a small one can hold any amount. */
const MAX_UNPACKED = 1024 ** 3;

/** How many bytes tell what a file is. */
const OPENING = 4;

/** How files begin that are no text, and are not unpacked here. */
const ARCHIVES: readonly (readonly [string, string])[] = [
  ['504b0304', 'a zip archive'],
  ['28b52ffd', 'packed by zstd'],
  ['425a68', 'packed by bzip2'],
  ['fd377a58', 'packed by xz'],
];

/**
 * The text of a file: UTF-8, UTF-16 that says so by its byte order mark, or either packed by gzip. Throws a line for people where it is
 * packed otherwise, is damaged, or holds more than is read (`maxUnpacked` bytes), and what the source throws.
 */
export async function* fileText(
  bytes: AsyncIterable<Uint8Array>,
  { maxUnpacked = MAX_UNPACKED } = {},
): AsyncGenerator<string, void, undefined> {
  const packed = await opened(bytes);
  if (packed.opening.startsWith('1f8b')) yield* decoded(await opened(unpacked(packed.bytes, maxUnpacked)));
  else yield* decoded(packed);
}

/** A file of which the beginning is known. */
interface Opened {
  /** Its first bytes, in hexadecimal. */
  readonly opening: string;
  /** All of it. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

async function opened(bytes: AsyncIterable<Uint8Array>): Promise<Opened> {
  const rest = bytes[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  while (length < OPENING) {
    const { done, value } = await rest.next();
    if (done) break;
    first.push(value);
    length += value.length;
  }
  const all = async function* () {
    try {
      yield* first;
      yield* { [Symbol.asyncIterator]: () => rest };
    } finally {
      await rest.return?.();
    }
  };
  return { opening: Buffer.concat(first).toString('hex', 0, OPENING), bytes: all() };
}

async function* decoded({ opening, bytes }: Opened): AsyncGenerator<string, void, undefined> {
  const archive = ARCHIVES.find(([start]) => opening.startsWith(start))?.[1];
  if (archive) throw new Error(`it is ${archive}: unpack it first`);
  const decoder = new TextDecoder(encodingOf(opening));
  for await (const piece of bytes) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}

function encodingOf(opening: string): string {
  if (opening.startsWith('fffe')) return 'utf-16le';
  return opening.startsWith('feff') ? 'utf-16be' : 'utf-8';
}

async function* unpacked(bytes: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  let sourceFailure: Error | undefined;
  const source = Readable.from(bytes).on('error', (error) => (sourceFailure ??= error));
  const gunzip = pipeline(source, createGunzip(), () => {});
  let total = 0;
  try {
    for await (const piece of gunzip as AsyncIterable<Buffer>) {
      total += piece.length;
      if (total > limit)
        throw new Error(`unpacked it is more than ${Math.round(limit / 2 ** 20)} MiB: that is not read`);
      yield piece;
    }
  } catch (error) {
    const { code = '', message } = (sourceFailure ?? error) as NodeJS.ErrnoException;
    if (!sourceFailure && code.startsWith('Z_'))
      throw new Error(`its gzip is cut short or damaged: ${message}`);
    throw sourceFailure ?? error;
  }
}
