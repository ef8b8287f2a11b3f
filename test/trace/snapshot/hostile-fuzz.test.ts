import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  decodeSnapshot,
  describeSnapshotFault,
  encodeSnapshot,
  runMetrics,
  SnapshotError,
  snapshotObject,
  type Trace,
} from '../../../src/trace/index.js';
import { fromBase64url, toBase64url } from '../../../src/trace/snapshot/base64url.js';
import { checksum } from '../../../src/trace/snapshot/checksum.js';
import { readContainer } from '../../../src/trace/snapshot/container.js';
import { type PackedRun, SECTIONS } from '../../../src/trace/snapshot/packed-run.js';
import { loadCodec } from '../../../src/trace/snapshot/section-codecs.js';
import { prompt, started, token, traceOf } from '../helpers/trace-builder.js';
import { linkOfPacked } from './craft-link.js';

const RUN = traceOf(
  started(),
  prompt(1),
  token(10.4, 'Let me', { channel: 'reasoning', count: 2 }),
  token(20, ' think\ud83d', { channel: 'reasoning', logprob: -0.25 }),
  ...Array.from({ length: 40 }, (_, at) =>
    token(30 + at * 7, [' word', '日', '…\n'][at % 3]!, { completion_id: `c${at % 2}` }),
  ),
  { type: 'memory', time_ms: 400, memory_mb: 4000, scope: 'process', source: 'a test' },
  { type: 'memory', time_ms: 410, memory_mb: 4100.5, scope: 'process', source: 'a test' },
  { type: 'response_completed', time_ms: 420, finish_reason: 'stop' },
  { type: 'run_completed', time_ms: 421, duration_ms: 421 },
);

/** Plays a link or refuses it, and nothing else; what it plays can be looked at and written down. */
async function playOrRefuse(payload: string): Promise<Trace | undefined> {
  let trace: Trace;
  try {
    trace = await decodeSnapshot(payload);
  } catch (error) {
    if (!(error instanceof SnapshotError)) throw error;
    assert.match(describeSnapshotFault(error.fault), /^[A-Z].*[.?]$/);
    return undefined;
  }
  assert.ok(trace.length > 0);
  assert.ok(Number.isFinite(trace.durationMs) && trace.durationMs >= 0);
  runMetrics(trace);
  JSON.stringify(snapshotObject(trace));
  return trace;
}

const payloadOf = async (trace: Trace) => (await encodeSnapshot(trace)).payload;

/** The link's bytes with a checksum that is right again. */
function resealed(payload: string, change: (bytes: Uint8Array) => Uint8Array): string {
  const bytes = Uint8Array.from(change(fromBase64url(payload.slice(1))));
  const sum = checksum(bytes.subarray(4));
  bytes.set([1, sum >> 16, (sum >> 8) & 0xff, sum & 0xff].slice(0, bytes.length));
  return payload[0]! + toBase64url(bytes);
}

test('any characters behind any letter are played or refused', async () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc
      .tuple(fc.constantFrom('d', 'l', 'x', ''), fc.uint8Array({ maxLength: 300 }))
      .map(([letter, bytes]) => letter + toBase64url(bytes)),
    fc
      .tuple(fc.constantFrom('d', 'l'), fc.uint8Array({ minLength: 4, maxLength: 300 }))
      .map(([letter, bytes]) => resealed(letter + toBase64url(bytes), (same) => same)),
  );
  await fc.assert(
    fc.asyncProperty(anything, async (payload) => void (await playOrRefuse(payload))),
    { numRuns: 3000 },
  );
});

test('a link that was cut anywhere is refused', async () => {
  const payload = await payloadOf(RUN);
  for (let length = 0; length < payload.length; length++)
    assert.equal(await playOrRefuse(payload.slice(0, length)), undefined, `cut to ${length} characters`);
});

test('a link in which a character was changed is refused, or is none other than it was', async () => {
  const payload = await payloadOf(RUN);
  const whole = JSON.stringify(snapshotObject((await playOrRefuse(payload))!));
  const places = fc.nat(payload.length - 1);
  const digit = fc.constantFrom(...'ABCXYZabcxyz0189-_d');
  await fc.assert(
    fc.asyncProperty(places, digit, async (place, character) => {
      const trace = await playOrRefuse(payload.slice(0, place) + character + payload.slice(place + 1));
      if (trace) assert.equal(JSON.stringify(snapshotObject(trace)), whole);
    }),
    { numRuns: 1000 },
  );
});

test('bits that were flipped before the checksum was made are played or refused', async () => {
  const payload = await payloadOf(RUN);
  const length = fromBase64url(payload.slice(1)).length;
  const flips = fc.array(
    fc.tuple(fc.integer({ min: 4, max: length - 1 }), fc.integer({ min: 1, max: 255 })),
    {
      minLength: 1,
      maxLength: 4,
    },
  );
  await fc.assert(
    fc.asyncProperty(flips, async (changes) => {
      const flipped = resealed(payload, (bytes) => {
        for (const [at, mask] of changes) bytes[at]! ^= mask;
        return bytes;
      });
      await playOrRefuse(flipped);
    }),
    { numRuns: 3000 },
  );
});

test('columns that were changed beneath compression are played or refused, in every one of them', async () => {
  const payload = await payloadOf(RUN);
  const packed = await readContainer(fromBase64url(payload.slice(1)), await loadCodec('deflate'));
  const played = new Set<string>();
  const change = fc.record({
    name: fc.constantFrom(...SECTIONS),
    at: fc.nat(2000),
    removed: fc.integer({ min: 0, max: 3 }),
    added: fc.uint8Array({ maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 2 }), async (changes) => {
      const changed: PackedRun = { ...packed };
      for (const { name, at, removed, added } of changes) {
        const bytes = changed[name];
        const place = at % (bytes.length + 1);
        changed[name] = Uint8Array.from([
          ...bytes.subarray(0, place),
          ...added,
          ...bytes.subarray(place + removed),
        ]);
      }
      if (await playOrRefuse(linkOfPacked(changed))) for (const { name } of changes) played.add(name);
    }),
    { numRuns: 4000 },
  );
  // What was changed does reach the reader's depths: some of it plays.
  assert.ok(played.has('text') && played.has('times') && played.has('head'), [...played].join());
});
