import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  Block,
  completionMetrics,
  runMetrics,
  type RunMetrics,
  type TraceEvent,
  type Usage,
} from '../../../src/trace/index.js';
import { countCalls } from '../helpers/count-calls.js';
import { runEvents } from '../helpers/event-arbitraries.js';
import { completionIds, plainSpeed, plainTokens } from '../helpers/plain-metrics.js';
import { prompt, token, traceOf } from '../helpers/trace-builder.js';

const metricsOf = (...events: TraceEvent[]): RunMetrics => runMetrics(traceOf(...events));
const reasoning = (timeMs: number, text: string, more: object = {}) =>
  token(timeMs, text, { channel: 'reasoning', ...more });
const completed = (timeMs: number, usage?: Partial<Usage>, more: object = {}): TraceEvent =>
  ({ type: 'response_completed', time_ms: timeMs, usage, ...more }) as TraceEvent;
const result = (timeMs: number): TraceEvent => ({
  type: 'tool_result',
  time_ms: timeMs,
  tool_call_id: 't',
  output: '',
});
const call = (timeMs: number, args: string): TraceEvent => ({
  type: 'tool_call',
  time_ms: timeMs,
  tool_call_id: 't',
  name: 'n',
  arguments: args,
});

function assertClose(actual: number | undefined, expected: number | undefined, name: string): void {
  if (expected === undefined) assert.equal(actual, undefined, name);
  else
    assert.ok(
      Math.abs(actual! - expected) <= 1e-9 * Math.max(1, expected),
      `${name}: ${actual}, not ${expected}`,
    );
}

describe('time to first token', () => {
  test('counts from the prompt to the first text of any channel', () => {
    const answer = [token(300, 'a'), token(400, 'b')];
    assert.equal(metricsOf(prompt(50), ...answer).ttft_ms, 250);
    assert.equal(metricsOf(prompt(50), reasoning(100, 'hm'), ...answer).ttft_ms, 50);
    assert.equal(
      metricsOf(prompt(50), token(90, '{', { channel: 'tool', tool_call_id: 't' }), ...answer).ttft_ms,
      40,
    );
    assert.equal(metricsOf(prompt(50), reasoning(60, ''), token(70, ''), ...answer).ttft_ms, 250);
  });

  test('counts a tool call that came whole', () => {
    assert.equal(metricsOf(prompt(50), call(80, '{}')).ttft_ms, 30);
    assert.equal(metricsOf(prompt(50), call(80, ''), token(90, 'a')).ttft_ms, 40);
  });

  test('to the answer counts to the first text of the response', () => {
    const metrics = metricsOf(prompt(50), reasoning(100, 'hm'), token(120, ''), token(300, 'a'));
    assert.equal(metrics.ttft_ms, 50);
    assert.equal(metrics.time_to_first_answer_ms, 250);
    assert.equal('time_to_first_answer_ms' in metricsOf(prompt(0), reasoning(5, 'hm')), false);
  });

  test('is the first completion’s', () => {
    const metrics = metricsOf(
      prompt(0, { completion_id: 'a' }),
      prompt(1, { completion_id: 'b' }),
      token(5, 'x', { completion_id: 'b' }),
      token(9, 'y', { completion_id: 'a' }),
    );
    assert.equal(metrics.ttft_ms, 9);
  });

  test('is absent without a prompt, and where the prompt was told after the first token', () => {
    assert.equal('ttft_ms' in metricsOf(token(5, 'a')), false);
    assert.equal('ttft_ms' in metricsOf(token(5, 'a'), prompt(9)), false);
  });
});

describe('tokens per second', () => {
  test('leave out the first chunk’s tokens and the time before it', () => {
    assert.equal(
      metricsOf(prompt(0), token(1000, 'a'), token(1500, 'b'), token(2000, 'c')).tokens_per_second,
      2,
    );
    const counted = metricsOf(
      token(0, 'abc', { count: 30 }),
      token(500, 'd', { count: 4 }),
      token(1000, 'e', { count: 6 }),
    );
    assert.equal(counted.tokens_per_second, 10);
    assert.equal(counted.token_count_source, 'chunk_counts');
  });

  test('spread a usage over the chunks of its channel', () => {
    const usage = { completion_tokens: 40, reasoning_tokens: 30 };
    const metrics = metricsOf(
      ...[0, 100, 200].map((timeMs) => reasoning(timeMs, 'r')),
      ...[300, 400].map((timeMs) => token(timeMs, 'a')),
      completed(400, usage),
    );
    // 10 tokens a reasoning chunk, 5 an answer chunk; the first chunk's 10 are left out.
    assertClose(metrics.tokens_per_second, (30 / 400) * 1000, 'tokens_per_second');
    assert.equal(metrics.token_count_source, 'usage');
    assert.equal(metrics.completion_tokens, 40);
    assert.equal(metrics.reasoning_tokens, 30);
    assertClose(metrics.tokens_per_chunk, 8, 'tokens_per_chunk');
    assertClose(metrics.tpot_ms, 400 / 39, 'tpot_ms');
  });

  test('take reasoning off that was counted but not streamed', () => {
    const usage = { completion_tokens: 1004, reasoning_tokens: 1000, prompt_tokens: 6, total_tokens: 1010 };
    const metrics = metricsOf(prompt(0), token(0, 'a'), token(1000, 'b'), completed(1000, usage));
    assert.equal(metrics.tokens_per_second, 2);
    assert.equal(metrics.completion_tokens, 1004);
    assert.equal(metrics.total_tokens, 1010);
  });

  test('do not believe a usage below the number of chunks', () => {
    const chunks = [0, 250, 500, 750].map((timeMs) => token(timeMs, 'a'));
    const metrics = metricsOf(
      prompt(0),
      ...chunks,
      completed(750, { completion_tokens: 3, prompt_tokens: 2 }),
    );
    assert.equal(metrics.tokens_per_second, 4);
    assert.equal(metrics.token_count_source, 'chunks');
    assert.equal(metrics.completion_tokens, 4);
    assert.equal(metrics.total_tokens, 6);
  });

  test('do not believe counts that only a few chunks told, or that stayed at nothing', () => {
    const usage = completed(400, { completion_tokens: 10 });
    const once = metricsOf(
      token(0, 'a', { count: 1 }),
      ...[1, 2, 3, 4].map((step) => token(step * 100, 'b')),
      usage,
    );
    assert.equal(once.token_count_source, 'usage');
    const still = metricsOf(...[0, 1, 2, 3, 4].map((step) => token(step * 100, 'b', { count: 0 })), usage);
    assert.equal(still.token_count_source, 'usage');
    assert.equal(still.completion_tokens, 10);
  });

  test('are absent with one chunk, and where all came at one time', () => {
    for (const events of [[token(5, 'a')], [token(5, 'a'), token(5, 'b')]]) {
      const metrics = metricsOf(prompt(0), ...events);
      assert.equal('tokens_per_second' in metrics, false);
      assert.equal('tpot_ms' in metrics, false);
    }
  });

  test('of several completions are the sum of tokens over the sum of times', () => {
    const metrics = metricsOf(
      ...[0, 1000].map((timeMs) => token(timeMs, 'a', { completion_id: 'a' })),
      ...[2000, 2250, 2500].map((timeMs) => token(timeMs, 'b', { completion_id: 'b' })),
      token(9000, 'c', { completion_id: 'c' }),
    );
    assertClose(metrics.tokens_per_second, (3 / 1500) * 1000, 'tokens_per_second');
    assertClose(metrics.tpot_ms, 1500 / 3, 'tpot_ms');
    assert.equal(metrics.completion_tokens, 6);
  });
});

describe('gaps between chunks', () => {
  test('count within one completion, whatever the channel', () => {
    const metrics = metricsOf(
      reasoning(0, 'a', { completion_id: 'a' }),
      token(5, 'x', { completion_id: 'b' }),
      token(10, 'b', { completion_id: 'a' }),
      token(11, '', { completion_id: 'a' }),
      token(40, 'c', { completion_id: 'a' }),
    );
    assert.equal(metrics.itl_p50_ms, 20);
    assertClose(metrics.itl_p95_ms, 29, 'itl_p95_ms');
    assertClose(metrics.itl_p99_ms, 29.8, 'itl_p99_ms');
    assert.equal(metrics.itl_max_ms, 30);
  });

  test('leave out the time in which a tool ran', () => {
    const metrics = metricsOf(
      token(0, 'a'),
      token(10, 'b'),
      call(10, ''),
      result(5000),
      token(5020, 'c'),
      token(5040, 'd'),
    );
    assert.equal(metrics.itl_max_ms, 20);
    assert.equal(metrics.itl_p50_ms, 15);
  });

  test('are absent with a single chunk', () => {
    assert.deepEqual(Object.keys(metricsOf(prompt(0), token(5, 'a'))), [
      'ttft_ms',
      'time_to_first_answer_ms',
      'completion_tokens',
      'token_count_source',
    ]);
  });
});

describe('token totals', () => {
  test('are the usage’s, with what it does not tell absent', () => {
    const metrics = metricsOf(token(0, 'a'), completed(1, { completion_tokens: 5 }));
    assert.equal(metrics.completion_tokens, 5);
    for (const name of ['prompt_tokens', 'total_tokens', 'reasoning_tokens'])
      assert.equal(name in metrics, false);
  });

  test('of an answer without any text are the usage’s', () => {
    const metrics = metricsOf(
      prompt(0),
      completed(9, { completion_tokens: 100, reasoning_tokens: 100, prompt_tokens: 4 }),
    );
    assert.equal(metrics.completion_tokens, 100);
    assert.equal(metrics.total_tokens, 104);
    assert.equal('token_count_source' in metrics, false);
  });

  test('add up over requests, and are absent where one of them told none', () => {
    const first = [
      token(0, 'a', { completion_id: 'a' }),
      completed(1, { completion_tokens: 2, prompt_tokens: 7 }, { completion_id: 'a' }),
    ];
    const second = [
      token(2, 'b', { completion_id: 'b' }),
      completed(3, { completion_tokens: 3, prompt_tokens: 8 }, { completion_id: 'b' }),
    ];
    const both = metricsOf(...first, ...second);
    assert.equal(both.prompt_tokens, 15);
    assert.equal(both.completion_tokens, 5);
    assert.equal(both.total_tokens, 20);
    const half = metricsOf(...first, second[0]!);
    assert.equal('prompt_tokens' in half, false);
    assert.equal(half.completion_tokens, 3);
    assert.equal(half.token_count_source, 'chunks');
  });

  test('count the usage that the choices of one request share once, and spread it over them', () => {
    const trace = traceOf(
      prompt(0, { completion_id: 'c1' }),
      token(10, 'a', { completion_id: 'c1' }),
      token(11, 'x', { completion_id: 'c1#1' }),
      token(20, 'b', { completion_id: 'c1' }),
      token(21, 'y', { completion_id: 'c1#1' }),
      completed(30, { completion_tokens: 12, prompt_tokens: 5 }, { completion_id: 'c1' }),
      completed(30, undefined, { completion_id: 'c1#1' }),
    );
    const run = runMetrics(trace);
    assert.equal(run.completion_tokens, 12);
    assert.equal(run.prompt_tokens, 5);
    assert.equal(run.total_tokens, 17);
    assertClose(run.tokens_per_chunk, 3, 'tokens_per_chunk');
    const [main, other] = trace.completions.map((completion) => completionMetrics(trace, completion));
    assert.equal(main!.completion_tokens, 6);
    assert.equal(main!.total_tokens, 11);
    assert.equal(other!.completion_tokens, 6);
    assert.equal(other!.ttft_ms, 11);
    assert.equal(other!.token_count_source, 'usage');
  });

  test('name the least trusted source of any completion', () => {
    const metrics = metricsOf(
      token(0, 'a', { completion_id: 'a', count: 2 }),
      token(0, 'b', { completion_id: 'b' }),
      completed(1, { completion_tokens: 3 }, { completion_id: 'b' }),
    );
    assert.equal(metrics.token_count_source, 'usage');
  });
});

describe('run metrics', () => {
  test('tell the highest memory of the scope that is shown', () => {
    const memory = (memoryMb: number, scope: string) =>
      ({ type: 'memory', time_ms: 0, scope, source: 's', memory_mb: memoryMb }) as TraceEvent;
    assert.equal(
      metricsOf(memory(9, 'process'), memory(7, 'process'), memory(50, 'model')).peak_memory_mb,
      9,
    );
  });

  test('of an empty run are none at all', () => {
    assert.deepEqual(metricsOf(), {});
    assert.deepEqual(metricsOf({ type: 'log', time_ms: 0, level: 'i', message: 'm' }), {});
  });

  test('agree with plain computation, whatever the run', () => {
    fc.assert(
      fc.property(runEvents, (events) => {
        const trace = traceOf(...events);
        const metrics = runMetrics(trace);
        for (const value of Object.values(metrics)) assert.notEqual(value, undefined);
        const expected = plainSpeed(events);
        for (const name of [
          'tokens_per_second',
          'tpot_ms',
          'itl_p50_ms',
          'itl_p95_ms',
          'itl_p99_ms',
          'itl_max_ms',
        ] as const)
          assertClose(metrics[name], expected[name], name);
        const sources = completionIds(events)
          .map((id) => plainTokens(events, id))
          .filter(({ tokens }) => tokens.length > 0)
          .map(({ source }) => source);
        const worst = ['chunks', 'usage', 'chunk_counts'].find((name) => sources.includes(name));
        assert.equal(metrics.token_count_source, worst);
      }),
      { numRuns: 300 },
    );
  });

  test('look at each block a few times, however many choices a request has', () => {
    const trace = traceOf();
    for (let choice = 0; choice < 1000; choice++)
      trace.append(token(choice, 'a', { completion_id: choice === 0 ? 'c' : `c#${choice}` }));
    const looks = countCalls(Block.prototype, 'isGenerated', () => runMetrics(trace));
    assert.ok(looks <= 10 * 1000, `${looks} looks at 1000 blocks`);
    assert.equal(runMetrics(trace).completion_tokens, 1000);
  });
});
