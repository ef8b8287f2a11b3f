import { deflateRawSync } from 'node:zlib';
import { toBase64url } from '../../../src/trace/snapshot/base64url.js';
import { ByteWriter } from '../../../src/trace/snapshot/byte-writer.js';
import { checksum } from '../../../src/trace/snapshot/checksum.js';
import { type PackedRun, SECTIONS, type SectionName } from '../../../src/trace/snapshot/packed-run.js';

/** A section as a link says it is: how long it says it is, and what is there. */
export interface CraftedSection {
  plainLength: number;
  /** Absent: it says that it is not compressed. */
  compressed?: Uint8Array;
  plain?: Uint8Array;
}

/** Whole numbers as a column holds them, each as it is or with its sign folded in. */
export function unsigned(...values: number[]): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  for (const value of values) out.unsigned(value);
  return out.bytes;
}

export function signed(...values: number[]): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  for (const value of values) out.signed(value);
  return out.bytes;
}

export const utf8 = (text: string) => Uint8Array.from(Buffer.from(text));

/** A head with what every one must have. */
export const headOf = (fields: object) => utf8(JSON.stringify({ p: 1, g: 0, e: [], t: [], ...fields }));

export const deflated = (plain: Uint8Array): CraftedSection => ({
  plainLength: plain.length,
  compressed: deflateRawSync(plain, { level: 9 }),
});

/** A link of sections as they are given, with a checksum that is right: what is wrong with it lies deeper. */
export function craftLink(
  sections: Partial<Record<SectionName, CraftedSection | Uint8Array>>,
  codec: 'd' | 'l' = 'd',
): string {
  const out = new ByteWriter();
  for (const name of SECTIONS) {
    const given = sections[name] ?? new Uint8Array();
    const { plainLength, compressed, plain } =
      given instanceof Uint8Array
        ? { plainLength: given.length, plain: given, compressed: undefined }
        : given;
    out.unsigned(plainLength);
    if (plainLength > 0) out.unsigned(compressed?.length ?? 0);
    out.append(compressed ?? plain ?? new Uint8Array());
  }
  return codec + toBase64url(withChecksum(out.bytes));
}

/** A link of a packed run, no section compressed. */
export function linkOfPacked(packed: PackedRun): string {
  return craftLink(Object.fromEntries(SECTIONS.map((name) => [name, packed[name]])));
}

function withChecksum(body: Uint8Array): Uint8Array {
  const sum = checksum(body);
  return Uint8Array.from([1, sum >> 16, (sum >> 8) & 0xff, sum & 0xff, ...body]);
}
