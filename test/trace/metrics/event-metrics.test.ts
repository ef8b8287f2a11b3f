import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Block, eventMetrics, type TraceEvent } from '../../../src/trace/index.js';
import { countCalls } from '../helpers/count-calls.js';
import { runEvents } from '../helpers/event-arbitraries.js';
import { completionIds, plainChunks, plainTokens } from '../helpers/plain-metrics.js';
import { prompt, token, traceOf } from '../helpers/trace-builder.js';

const seconds = (count: number) => Array.from({ length: count }, (_, second) => token(second * 1000, 'a'));

describe('the figures of a moment', () => {
  test('know nothing before the first event', () => {
    assert.deepEqual(eventMetrics(traceOf(token(0, 'a')), -1), { tokens: 0 });
  });

  test('tell the time to the first token once it is reached', () => {
    const trace = traceOf(prompt(10), token(40, ''), token(50, 'a'), token(60, 'b'));
    assert.deepEqual(
      [0, 1, 2, 3].map((index) => eventMetrics(trace, index).ttftMs),
      [undefined, undefined, 40, 40],
    );
  });

  test('tell the rate of what was generated last, behind the error that ended it too', () => {
    const trace = traceOf(...seconds(3), { type: 'error', time_ms: 2000, message: 'out of memory' });
    assert.equal(eventMetrics(trace, 3).tokensPerSecond, eventMetrics(trace, 2).tokensPerSecond);
    assert.equal(eventMetrics(trace, 3).tokensPerSecond, 1);
  });

  test('tell the time since the prompt, up to the answer’s end', () => {
    const trace = traceOf(
      prompt(10),
      token(50, 'a'),
      { type: 'response_completed', time_ms: 70 },
      { type: 'log', time_ms: 500, level: 'i', message: '' },
    );
    assert.deepEqual(
      [0, 1, 2, 3].map((index) => eventMetrics(trace, index).latencyMs),
      [0, 40, 60, 60],
    );
    assert.equal(eventMetrics(trace, 1, 65).latencyMs, 55);
  });

  test('have no throughput until two chunks of a channel came', () => {
    const trace = traceOf(token(0, 'r', { channel: 'reasoning' }), token(100, 'a'), token(200, 'b'));
    const rates = [0, 1, 2].map((index) => eventMetrics(trace, index).tokensPerSecond);
    assert.deepEqual(rates, [undefined, undefined, 10]);
  });

  test('tell the throughput of the trailing second', () => {
    const fast = Array.from({ length: 50 }, (_, index) => token(index * 20, 'a'));
    const slow = Array.from({ length: 20 }, (_, index) => token(1000 + index * 100, 'b'));
    const trace = traceOf(...fast, ...slow);
    assert.equal(Math.round(eventMetrics(trace, 49).tokensPerSecond!), 50);
    assert.equal(Math.round(eventMetrics(trace, 69).tokensPerSecond!), 10);
  });

  test('tell a slow model’s throughput from its last two chunks', () => {
    const trace = traceOf(token(0, 'a'), token(4000, 'b'), token(8000, 'c'));
    assert.equal(eventMetrics(trace, 2).tokensPerSecond, 0.25);
  });

  test('let the throughput fall while nothing comes', () => {
    const trace = traceOf(token(0, 'a'), token(500, 'b'), token(1000, 'c'));
    const rates = [1000, 1400, 3000, 9000].map((atMs) => eventMetrics(trace, 2, atMs).tokensPerSecond!);
    assert.deepEqual(
      [...rates].sort((a, b) => b - a),
      rates,
    );
    assert.ok(rates[3]! < rates[0]! / 4);
  });

  test('weigh chunks by their tokens', () => {
    const trace = traceOf(
      token(0, 'a', { count: 5 }),
      token(500, 'b', { count: 3 }),
      token(1000, 'c', { count: 7 }),
    );
    assert.equal(eventMetrics(trace, 1).tokensPerSecond, 6);
    assert.equal(eventMetrics(trace, 1).tokens, 8);
    assert.equal(eventMetrics(trace, 1).tokenCountSource, 'chunk_counts');
  });

  test('name the memory that was told last', () => {
    const memory: TraceEvent = { type: 'memory', time_ms: 1, scope: 'process', source: 'rss', memory_mb: 7 };
    const trace = traceOf(token(0, 'a'), memory, token(2, 'b'));
    assert.equal(eventMetrics(trace, 0).memory, undefined);
    assert.deepEqual(eventMetrics(trace, 2).memory, { memoryMb: 7, scope: 'process', source: 'rss' });
  });

  test('follow a trace as it grows', () => {
    const trace = traceOf(...seconds(3));
    assert.equal(eventMetrics(trace, 2).tokens, 3);
    trace.append(token(3000, 'b'));
    assert.equal(eventMetrics(trace, 3).tokens, 4);
    assert.equal(eventMetrics(trace, 2).tokens, 3);
    // What is known only at the end settles the figures of every moment.
    trace.append({ type: 'response_completed', time_ms: 3000, usage: { completion_tokens: 8 } });
    assert.equal(eventMetrics(trace, 2).tokens, 6);
    assert.equal(eventMetrics(trace, 2).tokenCountSource, 'usage');
  });

  test('count, at every event, the tokens that came up to it', () => {
    fc.assert(
      fc.property(runEvents, (events) => {
        const trace = traceOf(...events);
        const chunks = completionIds(events).flatMap((id) => {
          const { tokens } = plainTokens(events, id);
          return plainChunks(events, id).map((chunk, position) => ({ ...chunk, tokens: tokens[position]! }));
        });
        events.forEach((_, index) => {
          const expected = chunks.reduce((sum, chunk) => sum + (chunk.index <= index ? chunk.tokens : 0), 0);
          assert.ok(Math.abs(eventMetrics(trace, index).tokens - expected) < 1e-6);
        });
      }),
      { numRuns: 200 },
    );
  });

  test('look at each completion once for all moments, not once for each', () => {
    const trace = traceOf();
    for (let turn = 0; turn < 500; turn++) {
      const id = { completion_id: `c${turn}` };
      for (let step = 0; step < 3; step++) trace.append(token(turn * 3 + step, 'a', id));
    }
    const looks = countCalls(Block.prototype, 'isGenerated', () => {
      for (let index = 0; index < trace.length; index++)
        assert.equal(eventMetrics(trace, index).tokens, index + 1);
    });
    assert.ok(looks <= 3 * 500 + trace.length, `${looks} looks at 500 blocks for ${trace.length} moments`);
  });
});
