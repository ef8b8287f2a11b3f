import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  decodeSnapshot,
  encodeSnapshot,
  formatReplayEvent,
  formatReplayFooter,
  formatReplayHeader,
  type NoticeCode,
  replaySummary,
  type Trace,
} from '../../../src/trace/index.js';
import { fileNotices } from '../../../src/trace/replay-file/file-notices.js';
import { readText } from '../helpers/read-text.js';
import { EVENTS, replayText, sortedKeys } from '../helpers/replay-text.js';
import { noticeCodes, prompt, token, traceOf } from '../helpers/trace-builder.js';

/** A run's file, as it is saved by someone who leaves parts out. */
function savedText(trace: Trace, ...leftOut: Parameters<typeof fileNotices>[1][]): string {
  const events = Array.from({ length: trace.length }, (_, index) => trace.eventAt(index));
  return (
    formatReplayHeader(trace.info, fileNotices(trace, leftOut[0])) +
    events.map(formatReplayEvent).join('') +
    formatReplayFooter(replaySummary(trace))
  );
}

/** A document that says this of itself, in its header: put in by a function, as a text with `$'` in it stands for something else. */
function withHeader(fields: object): string {
  return replayText().replace('{"version"', () => `${JSON.stringify(fields).slice(0, -1)},"version"`);
}

const FORMS: Record<string, (text: string) => string> = {
  'with a line per event': (text) => text,
  minified: (text) => JSON.stringify(JSON.parse(text)),
  'with sorted keys': sortedKeys,
  'with its notices behind the events': (text) => {
    const { notices, ...document } = JSON.parse(text) as Record<string, unknown>;
    return JSON.stringify({ ...document, notices }, null, 2);
  },
};

describe('the notices of a replay file', () => {
  for (const [form, shape] of Object.entries(FORMS)) {
    test(`say what was left out of it, once, ${form}`, async () => {
      const { trace } = await readText(shape(savedText(traceOf(...EVENTS), ['reasoning', 'prompt'])));
      assert.deepEqual(trace.notices, [{ code: 'left_out', count: 1, detail: 'prompt, reasoning' }]);
      assert.equal(trace.length, EVENTS.length);
    });
  }

  test('are none where nothing is to be said', () => {
    assert.doesNotMatch(savedText(traceOf(...EVENTS)), /notices/);
  });

  test('add to what was left out before, and outlive a link that is saved, and a file that is sent', async () => {
    const { payload } = await encodeSnapshot(traceOf(...EVENTS), { without: ['prompt'] });
    const saved = savedText(await decodeSnapshot(payload), ['system']);
    const { trace } = await readText(saved);
    assert.deepEqual(trace.notices, [{ code: 'left_out', count: 1, detail: 'prompt, system' }]);
    const again = await decodeSnapshot((await encodeSnapshot(trace)).payload);
    assert.deepEqual(again.notices, trace.notices);
    assert.deepEqual((await readText(savedText(again))).trace.notices, trace.notices);
  });

  test('tell again what stays true of a run, and not what its reader finds by itself', async () => {
    const trace = traceOf(prompt(0), ...Array.from({ length: 50 }, () => token(1, 'a')));
    const codes: [NoticeCode, string?][] = [
      ['truncated', 'after event 3'],
      ['missed_events'],
      ['rounded_times', '16'],
      ['thinned_out', 'memory'],
      ['no_real_timing'],
      ['event_count', '5 told, 4 read'],
      ['time_order', 'x'],
    ];
    for (const [code, detail] of codes) trace.addNotice(code, detail, 3);
    const read = (await readText(savedText(trace))).trace;
    assert.deepEqual(
      read.notices.map(({ code, count, detail }) => [code, count, detail]),
      [
        ['truncated', 3, 'after event 3'],
        ['missed_events', 3, undefined],
        ['rounded_times', 1, '16'],
        ['thinned_out', 1, 'memory'],
        ['no_real_timing', 1, undefined],
      ],
    );
  });

  test('do not quote what is left out', () => {
    const trace = traceOf(...EVENTS);
    trace.addNotice('not_json', 'a secret');
    assert.match(savedText(trace), /a secret/);
    assert.doesNotMatch(savedText(trace, ['prompt']), /a secret/);
  });

  test('of a stranger say what notices say, and nothing else', async () => {
    const notices = [
      { code: 'left_out', count: 1, detail: '<b>all</b>, reasoning' },
      { code: 'left_out', count: 1, detail: 'nothing' },
      { code: 'truncated', count: 2, detail: 'x'.repeat(1e5) },
      { code: 'not_json', count: -1 },
      { code: 'not_json', count: 'many' },
      { code: 'no_text', count: 1 },
      { code: 'made_up', count: 1 },
      { code: '__proto__', count: 1 },
      ['left_out', 1, 'prompt'],
      'truncated',
      null,
      {},
    ];
    const { trace } = await readText(withHeader({ notices }));
    assert.deepEqual(trace.notices, [
      { code: 'left_out', count: 1, detail: 'reasoning' },
      { code: 'truncated', count: 2, detail: 'x'.repeat(200) },
    ]);
    const endless = withHeader({ notices: [{ code: 'missed_events', count: 9 }] }).replace(':9}', ':1e999}');
    assert.deepEqual(noticeCodes((await readText(endless)).trace), []);
  });

  test('of any JSON harm nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (notices) => {
        const { trace } = await readText(withHeader({ notices }));
        assert.equal(trace.length, EVENTS.length);
        assert.deepEqual(trace.notices, []);
      }),
      { numRuns: 100 },
    );
  });
});
