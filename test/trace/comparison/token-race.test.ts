import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { profileRun, runMetrics, timeToReach, tokensBy, type TraceEvent } from '../../../src/trace/index.js';
import { runEvents } from '../helpers/event-arbitraries.js';
import { completionIds, plainChunks, plainTokens } from '../helpers/plain-metrics.js';
import { prompt, token, traceOf } from '../helpers/trace-builder.js';

/** Each chunk's time since the first prompt, and its tokens, as they came. */
function plainArrivals(events: readonly TraceEvent[]): { ms: number; tokens: number }[] {
  const zeroMs = events.find(({ type }) => type === 'prompt_sent')?.time_ms ?? 0;
  return completionIds(events)
    .flatMap((id) => {
      const { tokens } = plainTokens(events, id);
      return plainChunks(events, id).map((chunk, at) => ({ ...chunk, tokens: tokens[at]! }));
    })
    .sort((a, b) => a.index - b.index)
    .map(({ timeMs, tokens }) => ({ ms: timeMs - zeroMs, tokens }));
}

const near = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) < 1e-6);

describe('the race of tokens', () => {
  test('reaches each count when the chunk came that brought it, and no more than came', () => {
    fc.assert(
      fc.property(runEvents, fc.integer({ min: 1, max: 120 }), (events, count) => {
        let tokens = 0;
        const arrival = plainArrivals(events).find((one) => (tokens += one.tokens) >= count - 1e-6);
        assert.equal(timeToReach(traceOf(...events), count), arrival?.ms);
      }),
    );
  });

  test('has as many tokens at a time as had come by then', () => {
    fc.assert(
      fc.property(runEvents, fc.integer({ min: 0, max: 9000 }), (events, ms) => {
        const come = plainArrivals(events).filter((one) => one.ms <= ms);
        near(
          tokensBy(traceOf(...events), ms),
          come.reduce((sum, one) => sum + one.tokens, 0),
        );
      }),
    );
  });

  test('reaches the whole usage at the last chunk, though shares of it sum to a hair less', () => {
    const chunks = Array.from({ length: 280 }, (_, index) => token(10 + index, 'x'));
    const usage = { completion_tokens: 287 };
    const trace = traceOf(prompt(0), ...chunks, { type: 'response_completed', time_ms: 400, usage });
    assert.equal(runMetrics(trace).completion_tokens, 287);
    assert.equal(timeToReach(trace, 287), 289);
    assert.equal(timeToReach(trace, 288), undefined);
  });

  test('counts from the first prompt, also where the run began before', () => {
    const trace = traceOf(prompt(500), token(700, 'a'), token(900, 'b'));
    assert.deepEqual([timeToReach(trace, 1), timeToReach(trace, 2)], [200, 400]);
    assert.deepEqual([tokensBy(trace, 199), tokensBy(trace, 200), tokensBy(trace, 5000)], [0, 1, 2]);
  });

  test('follows a run that grows', () => {
    const trace = traceOf(prompt(0), token(10, 'a'));
    assert.equal(timeToReach(trace, 2), undefined);
    trace.append(token(30, 'b'));
    assert.equal(timeToReach(trace, 2), 30);
  });
});

describe('a token stream', () => {
  test('has every chunk with its time and the tokens so far, of all completions in the order in which they came', () => {
    fc.assert(
      fc.property(runEvents, (events) => {
        const { stream } = profileRun(traceOf(...events));
        const arrivals = plainArrivals(events);
        assert.deepEqual(
          [...stream.chunkTimesMs],
          arrivals.map(({ ms }) => ms),
        );
        let tokens = 0;
        arrivals.forEach((one, at) => near(stream.tokensSoFar[at]!, (tokens += one.tokens)));
        near(stream.tokens, tokens);
        assert.equal(stream.tokenCountSource === undefined, arrivals.length === 0);
      }),
    );
  });

  test('has its blocks with their times, chunks and tokens', () => {
    const events: TraceEvent[] = [
      prompt(100),
      token(150, 'hm', { channel: 'reasoning', count: 3 }),
      token(180, 'so', { channel: 'reasoning', count: 2 }),
      token(200, 'a', { count: 1 }),
    ];
    const { blocks, tokenCountSource } = profileRun(traceOf(...events)).stream;
    assert.deepEqual(blocks, [
      { kind: 'reasoning', completion: 0, startMs: 50, endMs: 80, chunks: 2, tokens: 5 },
      { kind: 'response', completion: 0, startMs: 100, endMs: 100, chunks: 1, tokens: 1 },
    ]);
    assert.equal(tokenCountSource, 'chunk_counts');
  });
});
