import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  decodeSnapshot,
  encodeSnapshot,
  type MemoryEvent,
  SnapshotError,
  Trace,
  type TraceEvent,
} from '../../../src/trace/index.js';
import { countCalls } from '../helpers/count-calls.js';
import { prompt, started, token, traceOf } from '../helpers/trace-builder.js';
import { everShorter } from './ever-shorter.js';
import { snapshotRuns } from './snapshot-runs.js';

/** Numbers from 0 to 99 in which no codec finds a rule. */
const noise = (at: number) => Math.floor(Math.abs(Math.sin(at * 12.9898) * 43758.5453) % 100);

const memory = (time_ms: number, memory_mb: number, source = 'rss'): TraceEvent => ({
  type: 'memory',
  time_ms,
  memory_mb,
  scope: 'process',
  source,
});

/** A run with all that can be thinned out; times and figures are odd, so that each step makes its link shorter. */
function fullRun(): Trace {
  const tokens = Array.from({ length: 300 }, (_, at) =>
    token(at * 40 + noise(at) / 3, ` word${noise(at)}`, { logprob: -noise(at) / 50 }),
  );
  const samples = Array.from({ length: 300 }, (_, at) =>
    memory(at * 41, at === 150 ? 9999 : 4000 + noise(at)),
  );
  const events = [...tokens, ...samples].sort((left, right) => left.time_ms - right.time_ms);
  return traceOf(
    started({ params: { seed: 7 } }),
    prompt(0),
    { type: 'log', time_ms: 0, level: 'info', message: 'loading' },
    ...events,
    { type: 'beam', time_ms: 13_000 },
    { type: 'response_completed', time_ms: 13_000, finish_reason: 'stop', server_timings: { a: 1 } },
    { type: 'run_completed', time_ms: 13_000, duration_ms: 13_000 },
  );
}

const textOf = (trace: Trace) =>
  trace.blocks.map(({ kind, text }) => `${kind}: ${text.toString()}`).join('\n');
const typesOf = (trace: Trace) =>
  new Set(Array.from({ length: trace.length }, (_, index) => trace.eventAt(index).type));
const samplesOf = (trace: Trace) =>
  [...trace.wholeEvents()]
    .map(([, event]) => event)
    .filter((event): event is MemoryEvent => event.type === 'memory');

test('memory goes first, then the precision of times, then details; the text never does', async () => {
  const original = fullRun();
  const links = await everShorter(original);
  assert.deepEqual(
    links.map(({ thinned, timeErrorMs }) => [thinned.join(), timeErrorMs]),
    [
      ['memory', 0.5],
      ['memory', 0.5],
      ['memory', 0.5],
      ['memory', 0.5],
      ['memory,times', 2],
      ['memory,times', 8],
      ['memory,times,details', 8],
      ['memory,times,details', 25],
    ],
  );
  const counts: number[] = [];
  for (const { payload, timeErrorMs, thinned } of links) {
    const trace = await decodeSnapshot(payload);
    assert.equal(textOf(trace), textOf(original));
    assert.ok(Math.abs(trace.durationMs - original.durationMs) <= timeErrorMs);
    counts.push(samplesOf(trace).length);
    const hasDetails = !thinned.includes('details');
    assert.equal(typesOf(trace).has('log'), hasDetails);
    assert.equal(trace.info.params !== undefined, hasDetails);
    const told = trace.notices.map(({ code, detail }) => `${code} ${detail}`).join('; ');
    assert.equal(told.includes('details'), !hasDetails);
    assert.equal(told.includes('rounded_times'), timeErrorMs > 0.5);
  }
  assert.deepEqual(counts.slice(3), [0, 0, 0, 0, 0]);
  assert.ok(counts[0]! <= 240 && counts[1]! <= 60 && counts[2]! <= 12 && counts[2]! > 2, counts.join());
});

test('of a thinned curve the highest and the lowest sample stay, each source by itself', async () => {
  const trace = traceOf(
    token(0, 'a'),
    ...Array.from({ length: 500 }, (_, at) =>
      memory(at, at === 321 ? 9000 : at === 123 ? 7 : 4000 + (at % 3)),
    ),
    ...Array.from({ length: 3 }, (_, at) => memory(500 + at, 50 + at, 'another')),
  );
  const samples = samplesOf(await decodeSnapshot((await encodeSnapshot(trace)).payload));
  const figures = samples.filter(({ source }) => source === 'rss').map(({ memory_mb = 0 }) => memory_mb);
  assert.deepEqual([Math.min(...figures), Math.max(...figures)], [7, 9000]);
  assert.ok(figures.length <= 240);
  assert.deepEqual(samples.filter(({ source }) => source === 'another').length, 3);
});

test('what no link could hold whole is thinned out until it fits', async () => {
  const logs = Array.from({ length: 25_000 }, (_, at): TraceEvent => ({
    type: 'log',
    time_ms: 10 + at,
    level: 'info',
    message: `line ${at} ${'x'.repeat(80)}`,
  }));
  const tooMuchDetail = await encodeSnapshot(traceOf(started(), token(5, 'hi'), ...logs));
  assert.deepEqual(tooMuchDetail.thinned, ['times', 'details']);
  const long = new Trace();
  for (let at = 0; at < 60_000; at++)
    for (const event of [token(at, 'a'), memory(at, at)]) long.append(event);
  const tooManyEvents = await encodeSnapshot(long);
  assert.deepEqual(tooManyEvents.thinned, ['memory']);
  assert.equal((await decodeSnapshot(tooManyEvents.payload)).blocks[0]!.text.length, 60_000);
});

test('of more tokens than any link holds, it says so at once', async () => {
  const trace = traceOf(...Array.from({ length: 100_001 }, () => token(0, 'a')));
  let encoded: Promise<unknown> | undefined;
  const looks = countCalls(Trace.prototype, 'eventAt', () => (encoded = encodeSnapshot(trace)));
  await assert.rejects(encoded!, { fault: 'too_long', message: /100001 events/ });
  assert.equal(looks, 0);
});

test('what a run has nothing of is not said to be thinned out', async () => {
  const tokens = Array.from({ length: 200 }, (_, at) => token(at * 120 + noise(at), 'a'));
  const shortest = (await everShorter(traceOf(...tokens))).at(-1)!;
  assert.deepEqual(shortest.thinned, ['times']);
});

test('a run of nothing but details is never thinned out to nothing', async () => {
  const logs = Array.from({ length: 20 }, (_, at): TraceEvent => ({
    type: 'log',
    time_ms: at * 120 + noise(at),
    level: 'info',
    message: `line ${noise(at)}`,
  }));
  const shortest = (await everShorter(traceOf(...logs))).at(-1)!;
  assert.equal((await decodeSnapshot(shortest.payload)).length, logs.length);
});

test('no link is longer than it may be, and each that cannot be so short says how short it can', async () => {
  await fc.assert(
    fc.asyncProperty(snapshotRuns, fc.integer({ min: 1, max: 600 }), async (trace, maxLength) => {
      try {
        const { payload } = await encodeSnapshot(trace, { maxLength });
        assert.ok(payload.length <= maxLength);
        const decoded = await decodeSnapshot(payload);
        assert.equal(textOf(decoded), textOf(trace));
      } catch (error) {
        if (!(error instanceof SnapshotError)) throw error;
        assert.equal(error.fault, 'too_long');
        const [, shortest] = /^(\d+) characters/.exec(error.detail)!;
        assert.ok(Number(shortest) > maxLength);
      }
    }),
    { numRuns: 200 },
  );
});
