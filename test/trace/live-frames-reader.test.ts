import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatLiveEvent, TraceFormatError, type TraceEvent } from '../../src/trace/index.js';
import { cutAt, readText } from './helpers/read-text.js';
import { EVENTS } from './helpers/replay-text.js';
import { noticeCodes } from './helpers/trace-builder.js';

const frame = (event: TraceEvent, seq: number, runId = 'r1') =>
  `id: 77-${seq}\ndata: ${formatLiveEvent({ runId, seq, event })}\n\n`;
const saved = `retry: 1000\n: hello\n\n${EVENTS.map((event, seq) => frame(event, seq)).join('')}`;

describe('a saved live stream', () => {
  test('reads as the run that it sent, cut anywhere', async () => {
    for (let cut = 0; cut < saved.length; cut += 7) {
      const { trace } = await readText(saved, cutAt(saved, [cut, cut * 2]));
      assert.equal(trace.length, EVENTS.length);
      EVENTS.forEach((event, index) => assert.deepEqual(trace.eventAt(index), event));
      assert.deepEqual(trace.notices, []);
    }
  });

  test('drops what a resumed stream sent again', async () => {
    const again = EVENTS.slice(0, 5).map((event, seq) => frame(event, seq));
    const rest = EVENTS.slice(2).map((event, index) => frame(event, index + 2));
    const { trace } = await readText([...again, ...rest].join(''));
    assert.equal(trace.length, EVENTS.length);
    assert.deepEqual(trace.notices, []);
  });

  test('is the first run that was sent, where there were several', async () => {
    const mixed = EVENTS.map((event, seq) => frame(event, seq) + frame(event, seq, 'other')).join('');
    const { trace } = await readText(mixed);
    assert.equal(trace.length, EVENTS.length);
    assert.equal(trace.info.run_id, 'r1');
  });

  test('says where it stops before the run’s end, and what it could not read', async () => {
    const { trace } = await readText(`${frame(EVENTS[0]!, 0)}data: {"x":1}\n\nstray\n\ndata: {"run_id":`);
    assert.equal(trace.length, 1);
    assert.deepEqual(noticeCodes(trace), ['wrong_shape', 'not_json', 'truncated']);
  });

  test('without a single event is refused', async () => {
    const first = 'data: {"run_id":"r","seq":0,"type":"token"}\n\n';
    await assert.rejects(readText(first), TraceFormatError);
  });
});
