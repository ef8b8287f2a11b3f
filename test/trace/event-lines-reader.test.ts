import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { detectFormat } from '../../src/trace/index.js';
import { EVENTS } from './helpers/replay-text.js';
import { cutAt, readAs, readText } from './helpers/read-text.js';
import { noticeCodes } from './helpers/trace-builder.js';

const LINES = EVENTS.map((event) => `${JSON.stringify(event)}\n`);
const TEXT = LINES.join('');

describe('our own events as JSON lines', () => {
  it('are told by their first line', () => {
    assert.equal(detectFormat(TEXT, true), 'event-lines');
    assert.equal(detectFormat(TEXT, false), 'event-lines');
    assert.equal(detectFormat(`\uFEFF${LINES[0]!}`, false), 'event-lines');
    assert.equal(detectFormat('{"type":"run_started"}\n{"type":"token"}\n', true), 'plain-text');
  });

  it('are read as the run that they are, however they are cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat()), async (offsets) => {
        const { trace } = await readAs('event-lines', cutAt(TEXT, offsets));
        const events = Array.from({ length: trace.length }, (_, index) => trace.eventAt(index));
        assert.deepEqual(JSON.parse(JSON.stringify(events)), JSON.parse(JSON.stringify(EVENTS)));
        assert.deepEqual([trace.info.run_id, trace.status, noticeCodes(trace)], ['r1', 'completed', []]);
      }),
    );
  });

  it('are played as far as they go, and what is no event is told with its line', async () => {
    const cut = await readText(TEXT.slice(0, LINES[0]!.length + LINES[1]!.length + 10));
    assert.deepEqual([cut.trace.length, noticeCodes(cut.trace)], [2, ['truncated']]);
    const broken = await readText([LINES[0], 'no JSON\n', '{"type":7}\n', ...LINES.slice(1)].join(''));
    assert.equal(broken.trace.length, EVENTS.length);
    const notices = broken.trace.notices.map(({ code, detail }) => [code, detail?.slice(0, 6)]);
    assert.deepEqual(notices, [
      ['not_json', 'line 2'],
      ['wrong_shape', 'line 3'],
    ]);
  });
});
