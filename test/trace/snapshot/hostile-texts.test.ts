import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  decodeSnapshot,
  encodeSnapshot,
  type JsonObject,
  type SnapshotFault,
  SnapshotError,
  snapshotObject,
  type TraceEvent,
} from '../../../src/trace/index.js';
import { traceOf } from '../helpers/trace-builder.js';
import { craftLink, headOf, signed, unsigned, utf8 } from './craft-link.js';
import { assertSameRun } from './same-run.js';

const TEXTS = {
  'a script': '</script><script>alert(1)</script>',
  'an event handler': '<img src=x onerror=alert(1)>" onmouseover="alert(1)',
  'a link that runs': 'javascript:alert(1)',
  'letters from right to left': '\u202eevil\u202c \u2066x\u2069',
  'half a character': 'a\ud800b\udc00',
  'control characters': '\u0000\u0001\u001e!\u001f\u007f\u0085\u2028',
  'a phrase of the head': '{"p":1,"g":"},{"type":"ollama',
  'a name of a prototype': '__proto__',
};

/** A run with a text in every place where one may stand. */
const runOf = (text: string): TraceEvent[] =>
  [
    {
      type: 'run_started',
      run_id: text,
      model: text,
      provider: text,
      started_at: text,
      timing: 'recorded',
      workload: text,
      params: own(text),
      server: { name: text, version: text },
      hardware: own(text),
    },
    {
      type: 'prompt_sent',
      completion_id: text,
      messages: [
        { role: text, content: text },
        { role: 'user', content: [{ type: text, text }] },
      ],
    },
    { type: 'token', text, completion_id: text },
    { type: 'token', text, channel: 'reasoning', completion_id: text },
    { type: 'token', text, channel: 'tool', tool_call_id: text, completion_id: text },
    { type: 'tool_call', tool_call_id: text, name: text, arguments: text, completion_id: text },
    { type: 'tool_result', tool_call_id: text, output: text, completion_id: text },
    { type: 'memory', memory_mb: 1, scope: 'process', source: text },
    { type: 'metric', name: text, value: 1, unit: text, tags: own(text) },
    { type: 'log', level: text, message: text },
    { type: 'error', message: text, code: text, severity: text },
    { type: `x-${text}`, ...own(text) },
    { type: 'token', text: 'a', ...own(text) },
    { type: 'run_failed', duration_ms: 0, error: { message: text, code: text } },
  ].map((event, time_ms) => ({ time_ms, ...event }) as TraceEvent);

/** An object with the text as a key of its own, whatever the text is. */
const own = (text: string): JsonObject => Object.fromEntries([[text, text]]);

describe('a text in every field of a link is played as the text that it is', () => {
  for (const [what, text] of Object.entries(TEXTS)) {
    test(what, async () => {
      const trace = traceOf(...runOf(text));
      const decoded = await decodeSnapshot((await encodeSnapshot(trace)).payload);
      assertSameRun(decoded, trace);
      assert.equal(snapshotObject(decoded).model, text);
    });
  }
});

/** A link of events that stand whole in the head. */
const linkOfEvents = (events: object[], fields: object = {}) =>
  craftLink({
    head: headOf({ e: events, ...fields }),
    order: wholeOnes(events.length),
    times: signed(...events.map(() => 1)),
  });
const wholeOnes = (count: number) => Uint8Array.from([...signed(0), ...unsigned(count)]);

async function faultOf(payload: string): Promise<SnapshotFault | undefined> {
  try {
    await decodeSnapshot(payload);
    return undefined;
  } catch (error) {
    if (error instanceof SnapshotError) return error.fault;
    throw error;
  }
}

test('keys that name prototypes are keys like others', async () => {
  const event = JSON.parse(
    '{"type":"x","__proto__":{"isPolluted":true},"constructor":{"prototype":{"isPolluted":true}}}',
  ) as JsonObject;
  const started = JSON.parse(
    '{"type":"run_started","run_id":"r","model":"m","provider":"p","params":{"__proto__":{"isPolluted":true}}}',
  ) as JsonObject;
  const lane = JSON.parse('{"__proto__":{"isPolluted":true}}') as JsonObject;
  const payload = craftLink({
    head: utf8(
      `{"p":1,"g":0,"e":${JSON.stringify([event, started])},"t":[[${JSON.stringify(lane)},1]],"i":{"__proto__":{"isPolluted":true}},"__proto__":{"s":"failed"}}`,
    ),
    text: utf8('a'),
    cuts: unsigned(0),
    order: Uint8Array.from([...wholeOnes(2), ...signed(1), ...unsigned(1)]),
    times: signed(1, 1, 1),
  });
  const trace = await decodeSnapshot(payload);
  assert.equal(trace.length, 3);
  assert.equal(({} as { isPolluted?: boolean }).isPolluted, undefined);
  assert.equal((trace.info as { isPolluted?: boolean }).isPolluted, undefined);
  assert.equal((trace.eventAt(2) as { isPolluted?: boolean }).isPolluted, undefined);
  assert.equal(trace.status, 'running');
  assert.ok(Object.hasOwn(trace.eventAt(0), '__proto__'));
});

test('what is nested deeply is refused, before anything that calls itself meets it', async () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  const inField = `{"p":1,"g":0,"t":[],"e":[{"type":"x","deep":${deep}}]}`;
  const inLane = `{"p":1,"g":0,"e":[],"t":[[{"deep":${deep}},0]]}`;
  const inInfo = `{"p":1,"g":0,"e":[],"t":[],"i":{"params":{"deep":${deep}}}}`;
  const alone = deep;
  for (const head of [inField, inLane, inInfo, alone, '['.repeat(1e6)])
    assert.equal(
      await faultOf(craftLink({ head: utf8(head), order: wholeOnes(1), times: signed(1) })),
      'damaged',
    );
});

test('times that are none are refused or raised, as in any file', async () => {
  const times = (...values: number[]) =>
    craftLink({
      head: headOf({ e: values.map(() => ({ type: 'x' })) }),
      order: wholeOnes(values.length),
      times: signed(...values),
    });
  assert.equal(await faultOf(times(-1)), 'damaged');
  assert.equal(await faultOf(times(2 ** 51, 1)), 'damaged');
  const trace = await decodeSnapshot(times(10, -5));
  assert.deepEqual([trace.timeAt(1), trace.notices[0]?.code], [10, 'time_order']);
  const told = await decodeSnapshot(
    linkOfEvents([
      { type: 'x', time_ms: 'NaN' },
      { type: 'y', time_ms: -7 },
    ]),
  );
  assert.deepEqual([told.timeAt(0), told.timeAt(1)], [1, 2]);
  for (const [p, g] of [
    [0, 0],
    [-1, 0],
    ['1', 0],
    [1e9, 0],
    [null, 0],
    [1, 0.5],
    [1, null],
    [1, 1e300],
    [1, '0'],
  ])
    assert.equal(await faultOf(linkOfEvents([{ type: 'x' }], { p, g })), 'damaged', `p ${p}, g ${g}`);
  const infinite = headOf({ e: [{ type: 'metric', name: 'x', value: 0 }] });
  const text = Buffer.from(infinite).toString().replace('"value":0', '"value":1e999,"x":-1e999');
  assert.equal(
    await faultOf(craftLink({ head: utf8(text), order: wholeOnes(1), times: signed(1) })),
    'empty',
  );
});

test('counts and figures that no model has leave nothing broken behind them', async () => {
  const events = [
    { type: 'token', text: 'a', count: -1 },
    { type: 'token', text: 'b', count: 1e308, logprob: 'x' },
    { type: 'memory', scope: 'process', source: 's', memory_mb: -5 },
    { type: 'memory', scope: 'process', source: 's', ratio: 7 },
    { type: 'response_completed', usage: { completion_tokens: -1 } },
    { type: 'nothing', time_ms: { a: 1 } },
    { type: 5 },
    {},
  ];
  const trace = await decodeSnapshot(linkOfEvents(events));
  assert.equal(trace.length, 6);
  assert.deepEqual(
    trace.notices.map(({ code }) => code),
    ['wrong_shape'],
  );
  assert.equal(trace.memory.peakMb, undefined);
});

test('a head that is not as heads are is refused', async () => {
  const heads: object[] = [
    { e: {} },
    { e: [1] },
    { e: [[]] },
    { t: 5 },
    { t: [[]] },
    { t: [[{}, -1]] },
    { t: [[{}, 1.5]] },
    { t: [[{}, 1]] },
    { m: {} },
    { m: [[{}, []]] },
    { m: [[{}, ['logprob']]] },
    { m: [[{}, ['__proto__']]] },
    { m: [[{}, ['ratio', 'ratio', 'ratio', 'ratio']]] },
    { i: [] },
    { s: 5 },
    { u: 'x' },
    { u: [null] },
    { n: {} },
  ];
  for (const fields of heads) {
    const head = headOf({ e: [{ type: 'x' }], ...fields });
    assert.equal(
      await faultOf(craftLink({ head, order: wholeOnes(1), times: signed(1) })),
      'damaged',
      JSON.stringify(fields),
    );
  }
  for (const head of ['', 'x', '[]', 'null', '5', '"a"', '\u001e\u00ff', '\u001f'])
    assert.equal(
      await faultOf(craftLink({ head: utf8(head), order: wholeOnes(1), times: signed(1) })),
      'damaged',
      head,
    );
  const notUtf8 = Uint8Array.from([0xff, 0xfe]);
  assert.equal(await faultOf(craftLink({ head: notUtf8 })), 'damaged');
  assert.equal(await faultOf(craftLink({ head: headOf({ t: [[{}, 2]] }), text: notUtf8 })), 'damaged');
});

test('notices of a link say what notices say, and nothing else', async () => {
  const n = [
    ['left_out', 1, '<b>all</b>, reasoning'],
    ['left_out', 1, 'nothing'],
    ['rounded_times', 1, 'long ago'],
    ['rounded_times', 1, '16'],
    ['truncated', 1e9, 'x'.repeat(1e5)],
    ['truncated', -1],
    ['made_up', 1, 'x'],
    ['__proto__', 1],
    'truncated',
    5,
    null,
    [],
    {},
  ];
  const trace = await decodeSnapshot(linkOfEvents([{ type: 'x' }], { n }));
  assert.deepEqual(trace.notices, [
    { code: 'left_out', count: 1, detail: 'reasoning' },
    { code: 'rounded_times', count: 1, detail: '16' },
    { code: 'truncated', count: 1e9, detail: 'x'.repeat(200) },
  ]);
});

test('a link without anything in it, of another program, or of a later version is told as that', async () => {
  assert.equal(await faultOf(''), 'empty');
  assert.equal(await faultOf('x123'), 'unknown_codec');
  assert.equal(await faultOf('#'), 'unknown_codec');
  assert.equal(await faultOf('d'), 'damaged');
  assert.equal(await faultOf(craftLink({ head: headOf({}) })), 'empty');
  assert.equal(await faultOf(linkOfEvents([{ type: 'x' }]).replace(/^d../, 'dAg')), 'later_version');
});
