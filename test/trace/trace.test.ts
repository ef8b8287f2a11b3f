import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Trace, type TokenEvent, type TraceEvent } from '../../src/trace/index.js';
import { runEvents } from './helpers/event-arbitraries.js';
import { noticeCodes, prompt, token, traceOf } from './helpers/trace-builder.js';

const completionOf = (event: TraceEvent) => (event as TokenEvent).completion_id ?? '';
const channelOf = (event: TraceEvent) => (event as TokenEvent).channel ?? 'response';
const isToken = (event: TraceEvent): event is TokenEvent => event.type === 'token';

/** The text that a completion's channel had after the first `count` events, added up plainly. */
function plainText(
  events: readonly TraceEvent[],
  count: number,
  completion: string,
  channel: string,
): string {
  return events
    .slice(0, count)
    .filter((event) => isToken(event) && completionOf(event) === completion && channelOf(event) === channel)
    .map((event) => (event as TokenEvent).text)
    .join('');
}

/** The same text, out of the trace's blocks. */
function blockText(trace: Trace, index: number, completion: string, kind: string): string {
  return trace.blocks
    .filter((block) => block.kind === kind && trace.completions[block.completion]!.id === completion)
    .map((block) => block.text.slice(0, block.textLengthAt(index)))
    .join('');
}

describe('a trace', () => {
  test('gives back every event as it came', () => {
    fc.assert(
      fc.property(runEvents, (events) => {
        const trace = traceOf(...events);
        assert.equal(trace.length, events.length);
        events.forEach((event, index) => assert.deepEqual(trace.eventAt(index), event));
      }),
      { numRuns: 200 },
    );
  });

  test('has, at every index, the text that the events up to it add up to', () => {
    fc.assert(
      fc.property(runEvents, (events) => {
        const trace = traceOf(...events);
        const completions = new Set(events.map(completionOf));
        for (let index = -1; index < events.length; index++) {
          for (const completion of completions) {
            for (const kind of ['response', 'reasoning']) {
              const expected = plainText(events, index + 1, completion, kind);
              assert.equal(blockText(trace, index, completion, kind), expected);
            }
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  test('finds the last event at or before any time', () => {
    fc.assert(
      fc.property(runEvents, fc.double({ min: -10, max: 5000, noNaN: true }), (events, timeMs) => {
        const trace = traceOf(...events);
        for (const at of [timeMs, ...events.map((event) => event.time_ms)]) {
          const expected = events.findLastIndex((event) => event.time_ms <= at);
          assert.equal(trace.indexAt(at), expected);
        }
        assert.equal(trace.durationMs, events.at(-1)?.time_ms ?? 0);
      }),
      { numRuns: 100 },
    );
  });

  test('tells the type of every event, and which are of a type that it does not know', () => {
    const trace = traceOf(
      token(0, 'a'),
      { type: 'beam', time_ms: 1 },
      { type: 'log', time_ms: 1, level: 'i', message: '' },
    );
    assert.deepEqual(
      [0, 1, 2].map((index) => trace.typeAt(index)),
      ['token', 'unknown', 'log'],
    );
    assert.equal(trace.eventOfType(2, 'log')?.level, 'i');
    assert.equal(trace.eventOfType(2, 'token'), undefined);
    assert.equal(trace.eventOfType(1, 'log'), undefined);
  });

  test('gives back tokens whose fields say more than their block does', () => {
    const events: TraceEvent[] = [
      token(0, 'a', { tool_call_id: 'stray' }),
      token(1, 'b', { channel: 'tool' }),
      token(2, 'c', { channel: 'tool', tool_call_id: '' }),
      token(3, 'd', { completion_id: '' }),
      token(4, '', { channel: 'reasoning', count: 2 }),
      JSON.parse('{"type":"token","time_ms":5,"text":"e","__proto__":{"polluted":true}}') as TraceEvent,
    ];
    const trace = traceOf(...events);
    events.forEach((event, index) => assert.deepEqual(trace.eventAt(index), event));
    assert.equal((trace.eventAt(5) as { polluted?: boolean }).polluted, undefined);
  });

  test('raises times that run backwards, and says so with how often', () => {
    const trace = traceOf(token(-5, 'a'), token(10, 'b'), token(3, 'c'), token(10, 'd'));
    assert.deepEqual(
      [0, 1, 2, 3].map((index) => trace.timeAt(index)),
      [0, 10, 10, 10],
    );
    assert.deepEqual(trace.eventAt(2), token(10, 'c'));
    assert.deepEqual(trace.notices, [{ code: 'time_order', count: 2, detail: 'token at -5 ms after 0 ms' }]);
  });

  test('takes nothing after the end of the run, and says so', () => {
    const trace = traceOf(token(1, 'a'), { type: 'run_completed', time_ms: 2, duration_ms: 2 });
    assert.equal(trace.isEnded, true);
    assert.equal(trace.append(token(3, 'b')), false);
    assert.equal(trace.append({ type: 'run_completed', time_ms: 4, duration_ms: 4 }), false);
    assert.equal(trace.length, 2);
    assert.equal(trace.durationMs, 2);
    assert.deepEqual(trace.notices, [{ code: 'after_end', count: 2, detail: 'token' }]);
  });

  test('tells its status by its last event, else by the footer, else as running', () => {
    const trace = traceOf(token(0, 'a'));
    assert.equal(trace.status, 'running');
    trace.summary = { status: 'cancelled' };
    assert.equal(trace.status, 'cancelled');
    trace.append({ type: 'run_failed', time_ms: 1, duration_ms: 1, error: { message: 'm', code: 'killed' } });
    assert.equal(trace.status, 'failed');
    assert.deepEqual(trace.error, { message: 'm', code: 'killed' });
    assert.equal(traceOf({ type: 'run_cancelled', time_ms: 1, duration_ms: 1 }).status, 'cancelled');
  });

  test('knows the run as run_started overrules the header', () => {
    const trace = new Trace();
    trace.info = { ...trace.info, run_id: 'header', model: 'header', workload: 'kept', version: '1.2.0' };
    trace.append({
      type: 'run_started',
      time_ms: 0,
      run_id: 'event',
      model: 'event',
      provider: 'p',
      started_at: '2026-01-01T00:00:00Z',
      timing: 'server',
    });
    const { run_id, model, workload, version, timing } = trace.info;
    assert.deepEqual(
      { run_id, model, workload, version, timing },
      { run_id: 'event', model: 'event', workload: 'kept', version: '1.2.0', timing: 'server' },
    );
  });

  test('points each event at the block that was touched last', () => {
    const trace = traceOf(
      { type: 'log', time_ms: 0, level: 'i', message: '' },
      prompt(0),
      token(1, 'think', { channel: 'reasoning' }),
      { type: 'reasoning_completed', time_ms: 2 },
      token(2, 'answer'),
      token(3, ''),
    );
    const indexes = [-1, 0, 1, 2, 3, 4, 5].map((index) => trace.blockIndexAt(index));
    assert.deepEqual(indexes, [-1, -1, 0, 1, 1, 2, 2]);
  });

  test('lists what are no plain tokens, in order', () => {
    const trace = traceOf(prompt(0), token(1, 'a'), token(2, ''), { type: 'beam', time_ms: 3 });
    assert.deepEqual(
      [...trace.wholeEvents()].map(([index]) => index),
      [0, 2, 3],
    );
  });

  test('gathers what a response ended with', () => {
    const usage = { completion_tokens: 2 };
    const trace = traceOf(
      prompt(5, { completion_id: 'c1' }),
      token(9, 'x', { completion_id: 'c1', channel: 'reasoning' }),
      { type: 'reasoning_completed', time_ms: 11, completion_id: 'c1' },
      token(12, 'y', { completion_id: 'c1' }),
      {
        type: 'response_completed',
        time_ms: 14,
        completion_id: 'c1',
        finish_reason: 'stop',
        usage,
        server_timings: { a: 1 },
      },
    );
    const { blocks, choices, ...told } = trace.completions[0]!;
    assert.equal(blocks.length, 3);
    assert.deepEqual(choices, [trace.completions[0]]);
    assert.deepEqual(told, {
      id: 'c1',
      index: 0,
      requestId: 'c1',
      messages: prompt(0).messages,
      promptSentMs: 5,
      firstTokenMs: 9,
      firstAnswerMs: 12,
      lastTokenMs: 12,
      reasoningCompletedMs: 11,
      completedMs: 14,
      finishReason: 'stop',
      usage,
      serverTimings: { a: 1 },
    });
  });

  test('tells notices once each', () => {
    const trace = new Trace();
    trace.addNotice('wrong_shape', 'line 2');
    trace.addNotice('wrong_shape', 'line 9');
    trace.addNotice('truncated', undefined, 3);
    assert.deepEqual(trace.notices, [
      { code: 'wrong_shape', count: 2, detail: 'line 2' },
      { code: 'truncated', count: 3, detail: undefined },
    ]);
    assert.deepEqual(noticeCodes(trace), ['wrong_shape', 'truncated']);
  });
});
