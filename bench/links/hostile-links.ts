import { toBase64url } from '../../src/trace/snapshot/base64url.js';
import { writeContainer } from '../../src/trace/snapshot/container.js';
import { type PackedRun, SECTIONS } from '../../src/trace/snapshot/packed-run.js';
import { loadCodec } from '../../src/trace/snapshot/section-codecs.js';

const EVENTS = 100_000;
const HEAD_CHARACTERS = 1_900_000;

/** Links of at most 64 kB that ask their reader for as much as they may, by what they ask for. */
export async function hostileLinks(): Promise<Record<string, string>> {
  return {
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
    'a head full of phrases': await linkOf({ head: new Uint8Array(HEAD_CHARACTERS).fill(2) }),
    'a head that is nested without end': await linkOf({ head: new Uint8Array(HEAD_CHARACTERS).fill(0x5b) }),
  };
}

function headOf(fields: object): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(JSON.stringify({ p: 1, g: 0, e: [], t: [], ...fields })));
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
