import { deflateRawSync } from 'node:zlib';
import LZString from 'lz-string';
import { toBase64url } from '../../src/trace/snapshot/base64url.js';
import { ByteWriter } from '../../src/trace/snapshot/byte-writer.js';
import { checksum } from '../../src/trace/snapshot/checksum.js';
import { writeContainer } from '../../src/trace/snapshot/container.js';
import { type PackedRun, SECTIONS } from '../../src/trace/snapshot/packed-run.js';
import { loadCodec } from '../../src/trace/snapshot/section-codecs.js';
import { seededRandom } from '../replay/random.js';

const EVENTS = 50_000;
const HEAD_CHARACTERS = 600_000;

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** What no codec makes shorter: what a link may unfold to goes by its length. */
const random = seededRandom(1);
const FILLER = Array.from({ length: 56_000 }, () => DIGITS[Math.floor(random() * 64)]).join('');

const FILLER_BYTES = Uint8Array.from(Buffer.from(FILLER));

/** Links of 64 kB that ask their reader for as much as they may, by what they ask for. */
export async function hostileLinks(): Promise<Record<string, string>> {
  return {
    'a bomb in deflate': bombOf('d', deflateRawSync(new Uint8Array(46_000_000), { level: 9 })),
    'a bomb in lz-string': bombOf('l', LZString.compressToUint8Array('a'.repeat(1_396_000))),
    'as many empty tokens as may be': await linkOf({
      head: headOf({ t: [[{}, 0]] }),
      order: runOf(1),
      cuts: new Uint8Array(EVENTS).fill(1),
    }),
    'as many memory samples as may be': await linkOf({
      head: headOf({ m: [[{ scope: 'kv', source: 's' }, ['ratio']]] }),
      order: runOf(-1),
      memory: new Uint8Array(EVENTS),
    }),
    'tokens that begin a block each': await linkOf({
      head: headOf({
        t: [
          [{}, EVENTS / 2],
          [{ channel: 'reasoning' }, EVENTS / 2],
        ],
      }),
      text: new Uint8Array(EVENTS).fill(0x30),
      order: Uint8Array.from({ length: 2 * EVENTS }, (_, at) => [2, 1, 4, 1][at % 4]!),
      cuts: new Uint8Array(EVENTS).fill(3),
    }),
    'a head full of empty objects': await linkOf({
      head: headOf({ n: Array(Math.floor(HEAD_CHARACTERS / 3)).fill({}) }),
    }),
    'a head full of prompts': await linkOf({
      head: headOf({
        e: [{ type: 'prompt_sent', messages: Array(Math.floor(HEAD_CHARACTERS / 12)).fill({ role: '' }) }],
      }),
      order: Uint8Array.from([0, 1]),
      times: new Uint8Array(1),
    }),
    'a head full of phrases': await linkOf({
      head: new Uint8Array(HEAD_CHARACTERS).fill(2),
      text: FILLER_BYTES,
    }),
    'a head that is nested without end': await linkOf({
      head: new Uint8Array(HEAD_CHARACTERS).fill(0x5b),
      text: FILLER_BYTES,
    }),
  };
}

function headOf(fields: object): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(
    Buffer.from(JSON.stringify({ p: 1, g: 0, e: [], t: [], n: [], filler: FILLER, ...fields })),
  );
}

/** One run of events of a lane. */
function runOf(lane: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    lane < 0 ? 1 : 2,
    0x80 + (EVENTS % 0x80),
    0x80 + ((EVENTS >> 7) % 0x80),
    EVENTS >> 14,
  ]);
}

async function linkOf(columns: Partial<PackedRun>): Promise<string> {
  const times = new Uint8Array(EVENTS);
  const none = Object.fromEntries(SECTIONS.map((name) => [name, new Uint8Array()])) as PackedRun;
  const bytes = await writeContainer({ ...none, times, ...columns }, await loadCodec('deflate'));
  return `d${toBase64url(bytes!)}`;
}

/** A link whose head says that it unfolds to less than it does. */
function bombOf(letter: string, compressed: Uint8Array): string {
  const out = new ByteWriter();
  out.unsigned(800_000);
  out.unsigned(compressed.length);
  out.append(compressed);
  out.append(FILLER_BYTES.subarray(0, Math.max(0, 48_000 - compressed.length)));
  const body = out.bytes;
  const sum = checksum(body);
  return letter + toBase64url(Uint8Array.from([1, sum >> 16, (sum >> 8) & 0xff, sum & 0xff, ...body]));
}
