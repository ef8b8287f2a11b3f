import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import LZString from 'lz-string';
import { decodeSnapshot, SnapshotError, type SnapshotFault } from '../../../src/trace/index.js';
import { ByteReader } from '../../../src/trace/snapshot/byte-reader.js';
import { MOST_LZ_BYTES } from '../../../src/trace/snapshot/link-limits.js';
import { RunUnpacker } from '../../../src/trace/snapshot/run-unpacker.js';
import { loadCodec } from '../../../src/trace/snapshot/section-codecs.js';
import { type CraftedSection, craftLink, deflated, headOf, signed, unsigned, utf8 } from './craft-link.js';

const MEGABYTE = 1 << 20;
const BOMB_BYTES = 64 << 10;

interface Cost {
  fault?: SnapshotFault;
  /** Bytes that came out of decompression. */
  inflated: number;
  /** Looks at a byte of a column. */
  looks: number;
  events: number;
}

/** Decodes a link, and tells what that took: in bytes and steps, not in time. */
async function costOf(payload: string): Promise<Cost> {
  const cost: Cost = { inflated: 0, looks: 0, events: 0 };
  const undo = [countInflated(cost), countLooks(cost)];
  try {
    cost.events = (await decodeSnapshot(payload)).length;
  } catch (error) {
    if (!(error instanceof SnapshotError)) throw error;
    cost.fault = error.fault;
  } finally {
    for (const restore of undo) restore();
  }
  return cost;
}

/** Counts what the platform's decompression hands out, read or not. */
function countInflated(cost: Cost): () => void {
  const original = globalThis.DecompressionStream;
  globalThis.DecompressionStream = class {
    readonly readable: ReadableStream<Uint8Array>;
    readonly writable: WritableStream;
    constructor(format: 'deflate-raw') {
      const { readable, writable } = new original(format);
      this.writable = writable;
      const count = (chunk: Uint8Array, controller: TransformStreamDefaultController<Uint8Array>) => {
        cost.inflated += chunk.length;
        controller.enqueue(chunk);
      };
      this.readable = readable.pipeThrough(
        new TransformStream({ transform: count }, undefined, { highWaterMark: 0 }),
      );
    }
  } as typeof DecompressionStream;
  return () => (globalThis.DecompressionStream = original);
}

function countLooks(cost: Cost): () => void {
  const { byte } = ByteReader.prototype;
  ByteReader.prototype.byte = function (this: ByteReader) {
    cost.looks++;
    return byte.call(this);
  };
  return () => (ByteReader.prototype.byte = byte);
}

/** What inflates to a hundred times as many bytes as a link may hold, within 64 kB. */
const bomb = deflateRawSync(new Uint8Array(60 * MEGABYTE), { level: 9 });
const zeros = (length: number) => new Uint8Array(length);

describe('a link of 64 kB that unfolds into far more', () => {
  test('is refused before anything is decompressed, where it says so', async () => {
    assert.ok(bomb.length > BOMB_BYTES * 0.9 && bomb.length < BOMB_BYTES);
    for (const plainLength of [60 * MEGABYTE, 2 ** 31, 2 ** 32, 2 ** 50]) {
      const cost = await costOf(craftLink({ head: { plainLength, compressed: bomb } }));
      assert.deepEqual(cost, { fault: 'too_large', inflated: 0, looks: cost.looks, events: 0 });
      assert.ok(cost.looks < 30);
    }
  });

  test('is refused as soon as there is more than it says, where it says less', async () => {
    for (const plainLength of [1, 1000, 1_000_000]) {
      const cost = await costOf(craftLink({ head: { plainLength, compressed: bomb } }));
      assert.equal(cost.fault, 'damaged');
      assert.ok(cost.inflated <= plainLength + MEGABYTE, `${cost.inflated} bytes for ${plainLength}`);
    }
  });

  test('is refused where its parts are small and their sum is not', async () => {
    const part = deflated(zeros(1.5 * MEGABYTE));
    const cost = await costOf(craftLink({ head: part, text: part, cuts: part, order: part }));
    assert.equal(cost.fault, 'too_large');
    assert.ok(cost.inflated <= 1.5 * MEGABYTE);
  });

  test('is refused in lz-string before that begins, which could not be stopped', async () => {
    const compressed = LZString.compressToUint8Array('a'.repeat(2e6));
    assert.ok(compressed.length > MOST_LZ_BYTES);
    const random = Uint8Array.from({ length: BOMB_BYTES }, (_, at) => (at * 7919) >> 3);
    for (const bytes of [compressed, random, zeros(BOMB_BYTES)]) {
      const cost = await costOf(craftLink({ head: { plainLength: 1000, compressed: bytes } }, 'l'));
      assert.equal(cost.fault, 'too_large');
    }
  });
});

test('what lz-string makes of the most that it is given here is less than 1.4 million characters', async () => {
  // Each step's text is at most one character longer than the longest before it: one character again and again is the worst there is.
  const [below, above] = [1.3e6, 1.4e6].map((count) => LZString.compressToUint8Array('a'.repeat(count)));
  assert.ok(below!.length <= MOST_LZ_BYTES && above!.length > MOST_LZ_BYTES);
  const lz = await loadCodec('lz');
  const compressed = below as Uint8Array<ArrayBuffer>;
  await assert.rejects(async () => lz.decompress(compressed, 1000), { fault: 'damaged' });
});

test('what lz-string itself stumbles over is refused as damaged', async () => {
  for (const bytes of [[0], [1], [0, 0], [255, 255], [8, 0, 0, 0], [0x40], [4, 11, 32, 0, 0, 0]]) {
    const compressed = Uint8Array.from(bytes);
    const section: CraftedSection = { plainLength: 1, compressed };
    assert.equal((await costOf(craftLink({ head: section }, 'l'))).fault, 'damaged', bytes.join());
  }
});

describe('columns that claim gigabytes', () => {
  const oneToken = { head: headOf({ t: [[{}, 1]] }), text: utf8('a'), cuts: unsigned(0), times: signed(1) };
  const orderOf = (lane: number, length: number) => Uint8Array.from([...signed(lane), ...unsigned(length)]);

  test('in the length of a run of events are refused after no more steps than there are bytes', async () => {
    for (const length of [2, 99_999, 2 ** 31, 2 ** 53 - 1]) {
      const cost = await costOf(craftLink({ ...oneToken, order: orderOf(1, length) }));
      assert.ok(cost.fault === 'damaged' || cost.fault === 'too_large');
      assert.ok(cost.looks < 60, `${cost.looks} looks for ${length}`);
    }
  });

  test('in lengths of runs that add up are refused at the most events of a link', async () => {
    const order = Uint8Array.from(Array.from({ length: 50 }, () => [...orderOf(1, 5000)]).flat());
    const head = headOf({ t: [[{}, 0]] });
    const cost = await costOf(
      craftLink({
        head,
        order,
        cuts: zeros(300_000).fill(1),
        times: zeros(300_000),
      }),
    );
    assert.equal(cost.fault, 'too_large');
    assert.ok(cost.looks < 300_000, `${cost.looks} looks`);
  });

  test('in empty runs of events take a step each', async () => {
    const order = Uint8Array.from(Array.from({ length: 100_000 }, () => [2, 0]).flat());
    const cost = await costOf(craftLink({ ...oneToken, order, times: zeros(0), cuts: zeros(0) }));
    assert.equal(cost.fault, 'damaged');
    assert.ok(cost.looks < 200_100);
  });

  test('in where a token ends are refused at the end of the text', async () => {
    for (const cut of [5, 2 ** 31 + 1, 2 ** 53 - 1, 2, 8, 2 ** 40]) {
      const cost = await costOf(craftLink({ ...oneToken, cuts: unsigned(cut), order: orderOf(1, 1) }));
      assert.equal(cost.fault, 'damaged', `a cut of ${cut}`);
    }
  });

  test('in how long a text is, in lanes that are not there, and in numbers without end are refused', async () => {
    const links = [
      { ...oneToken, head: headOf({ t: [[{}, 2 ** 40]] }), order: orderOf(1, 1) },
      // The second would give the first its text once more.
      {
        ...oneToken,
        head: headOf({
          t: [
            [{}, 1],
            [{}, -1],
            [{}, 1],
          ],
        }),
        order: orderOf(1, 1),
      },
      { ...oneToken, order: orderOf(2 ** 40, 1) },
      { ...oneToken, order: orderOf(-(2 ** 40), 1) },
      { ...oneToken, order: orderOf(0, 1) },
      { ...oneToken, order: Uint8Array.from(Array<number>(40).fill(0xff)) },
      { ...oneToken, order: orderOf(1, 1), times: Uint8Array.from(Array<number>(40).fill(0xff)) },
      { ...oneToken, order: orderOf(1, 1), memory: zeros(10) },
      { ...oneToken, order: orderOf(1, 1), counts: Uint8Array.from([0x80]) },
    ];
    for (const link of links) assert.equal((await costOf(craftLink(link))).fault, 'damaged');
  });
});

test('a short link that unfolds into a long run is refused by how short it is', async () => {
  const times = deflated(zeros(50_000));
  const cost = await costOf(craftLink({ head: headOf({}), order: unsigned(2, 50_000), times }));
  assert.deepEqual([cost.fault, cost.events], ['too_large', 0]);
  const text = deflated(zeros(100_000));
  assert.equal((await costOf(craftLink({ head: headOf({}), text }))).fault, 'too_large');
});

describe('a head that unfolds into far more', () => {
  test('by its phrases is refused at the most characters of one', async () => {
    const phrases = deflated(Uint8Array.from(Array<number>(MEGABYTE).fill(2)));
    assert.equal((await costOf(craftLink({ head: phrases }))).fault, 'too_large');
  });

  test('by fields that each of a lane’s tokens would get is refused', async () => {
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`f${at}`, at]));
    for (const fields of [many, { tool_call_id: 'x'.repeat(1000) }])
      for (const head of [headOf({ t: [[fields, 0]] }), headOf({ m: [[fields, ['ratio']]] })])
        assert.equal((await costOf(craftLink({ head }))).fault, 'damaged');
  });

  test('by lanes and events beyond what a link may have is refused', async () => {
    const lanes = Array.from({ length: 101 }, () => [{}, 0]);
    const curves = Array.from({ length: 101 }, () => [{}, ['ratio']]);
    const events = Array.from({ length: 100_001 }, () => ({}));
    for (const fields of [{ t: lanes }, { m: curves }, { e: events }])
      assert.equal((await costOf(craftLink({ head: headOf(fields) }))).fault, 'too_large');
    // Their number alone is looked at: what they are costs more.
    for (const fields of [{ t: lanes.map(() => 0) }, { m: lanes.map(() => 0) }, { e: events.map(() => 0) }])
      assert.equal((await costOf(craftLink({ head: headOf(fields) }))).fault, 'too_large');
  });
});

test('a payload of more characters than any address is refused before it is looked at', async () => {
  const cost = await costOf(`d${'A'.repeat(2 * MEGABYTE)}`);
  assert.deepEqual(cost, { fault: 'too_large', inflated: 0, looks: 0, events: 0 });
});

test('the columns of the largest run that a link may hold are read once, byte by byte', () => {
  const count = 100_000;
  const cost: Cost = { inflated: 0, looks: 0, events: 0 };
  const undo = countLooks(cost);
  const none = zeros(0);
  const unpacker = new RunUnpacker({
    ...{
      head: headOf({ t: [[{}, count]] }),
      text: utf8('a'.repeat(count)),
      order: Uint8Array.from([...signed(1), ...unsigned(count)]),
    },
    ...{
      cuts: zeros(count).fill(3),
      times: zeros(count),
      counts: none,
      logprobs: none,
      memory: none,
    },
  });
  for (const event of unpacker.events()) cost.events += event.text === 'a' ? 1 : 0;
  undo();
  assert.equal(cost.events, count);
  assert.ok(cost.looks <= 2 * count + 10, `${cost.looks} looks`);
});
