import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Block, throughputBuckets } from '../../src/trace/index.js';
import { countCalls } from './helpers/count-calls.js';
import { runEvents } from './helpers/event-arbitraries.js';
import { completionIds, plainTokens } from './helpers/plain-metrics.js';
import { token, traceOf } from './helpers/trace-builder.js';

describe('throughput buckets', () => {
  test('tell tokens per second of each slice, and what most of them were', () => {
    const trace = traceOf(
      token(0, 'r', { channel: 'reasoning' }),
      token(100, 'r', { channel: 'reasoning' }),
      token(200, 'a'),
      token(2500, '{', { channel: 'tool', tool_call_id: 't' }),
      token(4000, 'b'),
    );
    assert.deepEqual(throughputBuckets(trace, 4), [
      { tokensPerSecond: 3, kind: 'reasoning' },
      { tokensPerSecond: 0, kind: undefined },
      { tokensPerSecond: 1, kind: 'tools' },
      { tokensPerSecond: 1, kind: 'response' },
    ]);
  });

  test('cover a given duration: what comes after it stands in the last', () => {
    const rates = throughputBuckets(traceOf(token(0, 'a'), token(5000, 'b')), 2, 2000);
    assert.deepEqual(
      rates.map((bucket) => bucket.tokensPerSecond),
      [1.2, 0.8],
    );
  });

  test('are even where the pace is, however many chunks a slice holds', () => {
    const steady = traceOf(...Array.from({ length: 36 }, (_, index) => token(index * 100, 'a')));
    const rates = throughputBuckets(steady, 10).map((bucket) => bucket.tokensPerSecond);
    for (const rate of rates.slice(1)) assert.ok(Math.abs(rate - 10) < 1e-9, `${rate} tokens/s`);
  });

  test('are low throughout a stall', () => {
    const stalled = traceOf(token(0, 'a'), token(100, 'b'), token(4000, 'c'));
    const rates = throughputBuckets(stalled, 4).map((bucket) => bucket.tokensPerSecond);
    for (const rate of rates.slice(1)) assert.ok(rate < 0.3, `${rate} tokens/s`);
  });

  test('are none for a run of no length, and for no buckets', () => {
    assert.deepEqual(throughputBuckets(traceOf(token(0, 'a')), 4), []);
    assert.deepEqual(throughputBuckets(traceOf(token(0, 'a'), token(5, 'b')), 0), []);
  });

  test('hold all tokens, whatever the run and the number of slices', () => {
    fc.assert(
      fc.property(runEvents, fc.integer({ min: 1, max: 50 }), (events, count) => {
        const trace = traceOf(...events);
        if (trace.durationMs === 0) return;
        const bucketSeconds = trace.durationMs / count / 1000;
        const total = throughputBuckets(trace, count).reduce(
          (sum, one) => sum + one.tokensPerSecond * bucketSeconds,
          0,
        );
        const expected = completionIds(events)
          .flatMap((id) => plainTokens(events, id).tokens)
          .reduce((sum, tokens) => sum + tokens, 0);
        assert.ok(Math.abs(total - expected) < 1e-6, `${total}, not ${expected}`);
      }),
      { numRuns: 200 },
    );
  });

  test('hold all tokens where slices end at times that binary fractions round', () => {
    for (let count = 1; count < 400; count++) {
      const trace = traceOf(...Array.from({ length: count + 1 }, (_, index) => token(index * 0.1, 'a')));
      const bucketSeconds = trace.durationMs / count / 1000;
      const total = throughputBuckets(trace, count).reduce(
        (sum, one) => sum + one.tokensPerSecond * bucketSeconds,
        0,
      );
      assert.equal(Math.round(total), count + 1);
    }
  });

  test('look at each block a few times, also where one completion holds thousands', () => {
    const trace = traceOf();
    for (let turn = 0; turn < 1000; turn++) {
      trace.append(token(turn * 2, 'a'));
      trace.append(token(turn * 2 + 1, 'r', { channel: 'reasoning' }));
    }
    const looks = countCalls(Block.prototype, 'isGenerated', () => throughputBuckets(trace, 100));
    assert.ok(looks <= 10 * 2000, `${looks} looks at 2000 blocks`);
  });
});
