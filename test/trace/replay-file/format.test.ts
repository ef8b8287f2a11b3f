import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { formatReplayFooter, mainResponse, replaySummary, REPLAY_VERSION } from '../../../src/trace/index.js';
import { runEvents } from '../helpers/event-arbitraries.js';
import { readText } from '../helpers/read-text.js';
import { EVENTS, replayText, RUN } from '../helpers/replay-text.js';
import { prompt, token, traceOf } from '../helpers/trace-builder.js';

describe('a replay file', () => {
  test('is its header, a line per event, and its summary', () => {
    const lines = replayText().split('\n');
    assert.equal(lines.length, EVENTS.length + 3);
    assert.equal(
      lines[0],
      '{"version":"1.0.0","run_id":"r1","model":"m1","provider":"p1","started_at":"2026-01-02T03:04:05.000Z","timing":"recorded","events":[',
    );
    lines.slice(1, EVENTS.length).forEach((line, index) => {
      assert.ok(line.endsWith(','));
      assert.deepEqual(JSON.parse(line.slice(0, -1)), EVENTS[index]);
    });
    assert.deepEqual(JSON.parse(lines[EVENTS.length]!), EVENTS.at(-1));
    assert.match(
      lines[EVENTS.length + 1]!,
      /^\],"event_count":9,"status":"completed","duration_ms":16,"metrics":\{/,
    );
    assert.equal(lines.at(-1), '');
  });

  test('is strict JSON, of any events, also without any', () => {
    fc.assert(
      fc.property(runEvents, (events) => {
        const document = JSON.parse(replayText(events)) as {
          version: string;
          events: unknown[];
          event_count: number;
        };
        assert.equal(document.version, REPLAY_VERSION);
        assert.equal(document.event_count, events.length);
        assert.deepEqual(document.events, JSON.parse(JSON.stringify(events)));
      }),
      { numRuns: 50 },
    );
    assert.deepEqual((JSON.parse(replayText([])) as { events: unknown[] }).events, []);
  });

  test('is strict JSON also with an empty summary', () => {
    const { events } = JSON.parse(replayText(EVENTS, RUN, {})) as { events: unknown[] };
    assert.equal(events.length, EVENTS.length);
    assert.equal(formatReplayFooter({}), '\n]}\n');
  });

  test('tells of the run all that is known', async () => {
    const info = {
      ...RUN,
      simulated: true,
      workload: 'w',
      params: { seed: 1 },
      server: { name: 's', version: '2' },
      hardware: { cores: 2 },
    };
    const { trace } = await readText(replayText([token(0, 'a')], info));
    assert.deepEqual(trace.info, { ...info, version: REPLAY_VERSION });
  });

  test('gives back what was written', async () => {
    await fc.assert(
      fc.asyncProperty(runEvents, async (events) => {
        if (events.length === 0) return;
        const { trace } = await readText(replayText(events));
        const expected = JSON.parse(JSON.stringify(events)) as unknown[];
        assert.equal(trace.length, expected.length);
        expected.forEach((event, index) => assert.deepEqual(trace.eventAt(index), event));
        assert.deepEqual(trace.notices, []);
        assert.equal(trace.summary?.event_count, events.length);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the summary of a run', () => {
  test('tells its text, its logs, and each error once', () => {
    const trace = traceOf(
      prompt(0),
      token(1, 'thinking', { channel: 'reasoning' }),
      token(2, 'an'),
      { type: 'log', time_ms: 3, level: 'warning', message: 'slow' },
      { type: 'error', time_ms: 4, message: 'cut' },
      token(5, 'swer'),
      { type: 'run_failed', time_ms: 6, duration_ms: 6, error: { message: 'cut' } },
    );
    const { metrics, ...rest } = replaySummary(trace);
    assert.deepEqual(rest, {
      event_count: 7,
      status: 'failed',
      duration_ms: 6,
      artifacts: { response: 'answer', logs: ['warning: slow'], errors: ['cut'] },
    });
    assert.equal(metrics?.ttft_ms, 1);
  });

  test('takes the main answers’ text, not that of further choices', () => {
    const trace = traceOf(
      token(0, 'main', { completion_id: 'c1' }),
      token(1, 'other', { completion_id: 'c1#1' }),
      token(2, ' and next', { completion_id: 'c2' }),
    );
    assert.equal(mainResponse(trace), 'main and next');
  });
});
