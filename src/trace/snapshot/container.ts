import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { checksum } from './checksum.js';
import { MOST_PACKED_BYTES, mostTimes, mostUnfolded } from './link-limits.js';
import { type PackedRun, SECTIONS } from './packed-run.js';
import type { SectionCodec } from './section-codec.js';
import { SnapshotError } from './snapshot-error.js';

/** The version of what links hold. A reader refuses later ones; it reads all earlier ones for ever. */
const VERSION = 1;

/** Fewer bytes come out no shorter, in any codec. */
const FEWEST_TO_COMPRESS = 4;

/**
 * A packed run as bytes: version, checksum, then each section as its length, how long it is compressed (0: it is not), and its bytes.
 * Undefined where a section is not for the codec. Throws a `SnapshotError`, `too_long`, at more than a reader takes.
 */
export async function writeContainer(
  packed: PackedRun,
  codec: SectionCodec,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const length = lengthOf(packed);
  if (length > MOST_PACKED_BYTES) throw new SnapshotError('too_long', `${length} bytes before compression`);
  const body = await writeSections(packed, codec);
  if (!body) return undefined;
  const isFoldedTooMuch = length > mostUnfolded(body.length) || packed.times.length > mostTimes(body.length);
  return withChecksum(isFoldedTooMuch ? (await writeSections(packed, AS_IT_IS))! : body);
}

const AS_IT_IS: Pick<SectionCodec, 'compress'> = { compress: (bytes) => bytes };

function lengthOf(packed: PackedRun): number {
  return SECTIONS.reduce((sum, name) => sum + packed[name].length, 0);
}

async function writeSections(
  packed: PackedRun,
  codec: Pick<SectionCodec, 'compress'>,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const body = new ByteWriter();
  for (const name of SECTIONS) {
    const plain = packed[name];
    const compressed = plain.length < FEWEST_TO_COMPRESS ? plain : await codec.compress(plain);
    if (!compressed) return undefined;
    const isShorter = compressed.length < plain.length;
    body.unsigned(plain.length);
    if (plain.length > 0) body.unsigned(isShorter ? compressed.length : 0);
    body.append(isShorter ? compressed : plain);
  }
  return body.bytes;
}

function withChecksum(body: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  out.byte(VERSION);
  const sum = checksum(body);
  for (const shift of [16, 8, 0]) out.byte((sum >> shift) & 0xff);
  out.append(body);
  return out.bytes;
}

/** Reads it back. Throws a `SnapshotError` before it spends more memory than a link may ask for. */
export async function readContainer(bytes: Uint8Array<ArrayBuffer>, codec: SectionCodec): Promise<PackedRun> {
  const reader = new ByteReader(bytes);
  const version = reader.byte();
  if (version < 1) throw new SnapshotError('damaged', 'it has no version');
  if (version > VERSION) throw new SnapshotError('later_version', `version ${version}`);
  const sum = (reader.byte() << 16) | (reader.byte() << 8) | reader.byte();
  if (checksum(bytes.subarray(4)) !== sum) throw new SnapshotError('damaged', 'its checksum is another');
  const packed: Partial<PackedRun> = {};
  let left = mostUnfolded(bytes.length);
  for (const name of SECTIONS) {
    const length = reader.unsigned();
    left -= length;
    if (left < 0 || (name === 'times' && length > mostTimes(bytes.length)))
      throw new SnapshotError('too_large', `${name} of ${length} bytes`);
    const compressed = length > 0 ? reader.unsigned() : 0;
    packed[name] =
      compressed > 0 ? await codec.decompress(reader.take(compressed), length) : reader.take(length);
  }
  reader.expectEnd();
  return packed as PackedRun;
}
