import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { compareTraces, profileRun, type RunProfile, type TraceEvent } from '../../../src/trace/index.js';
import { runEvents } from '../helpers/event-arbitraries.js';
import { prompt, token, traceOf } from '../helpers/trace-builder.js';
import { plainBuckets } from './plain-time.js';

const bucketsOf = ({ buckets }: RunProfile) =>
  Object.fromEntries(buckets.filter(({ ms }) => ms > 0).map(({ name, ms }) => [name, ms]));
const timeOf = (...events: TraceEvent[]) => bucketsOf(profileRun(traceOf(...events)));
const at = (timeMs: number, type: string, fields: object = {}) =>
  ({ time_ms: timeMs, type, ...fields }) as TraceEvent;
const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** Events at any times that a clock may tell, such as 0.1 + 0.2. */
const oddlyTimed = fc
  .tuple(runEvents, fc.array(fc.double({ min: 0, max: 3000, noNaN: true }), { minLength: 60, maxLength: 60 }))
  .map(([events, steps]) => {
    let timeMs = 0;
    return events.map((event, index) => ({ ...event, time_ms: (timeMs += steps[index]!) }));
  });

describe('where a run’s time went', () => {
  test('is told in buckets that sum to its total exactly, whatever the run', () => {
    fc.assert(
      fc.property(oddlyTimed, fc.integer(), (events, turn) => {
        const profile = profileRun(traceOf(...events));
        const parts = profile.buckets.map(({ ms }) => ms);
        const from = Math.abs(turn) % parts.length;
        assert.equal(sumOf(parts), profile.totalMs);
        assert.equal(sumOf([...parts.slice(from), ...parts.slice(0, from)].reverse()), profile.totalMs);
        assert.ok(parts.every((ms) => ms >= 0));
        const zeroMs = events.find(({ type }) => type === 'prompt_sent')?.time_ms ?? 0;
        assert.ok(Math.abs(profile.totalMs - ((events.at(-1)?.time_ms ?? 0) - zeroMs)) < 0.001);
      }),
    );
  });

  test('of two runs differs by bucket in what sums to the difference of the totals exactly', () => {
    fc.assert(
      fc.property(oddlyTimed, oddlyTimed, (left, right) => {
        const { latency } = compareTraces(traceOf(...left), traceOf(...right));
        const parts = latency.buckets.map(({ differenceMs }) => differenceMs);
        assert.equal(sumOf(parts), latency.differenceMs);
        assert.equal(sumOf(parts.toReversed()), latency.rightMs - latency.leftMs);
      }),
    );
  });

  test('is what plain arithmetic over its events says, with tools and completions at the same time', () => {
    fc.assert(
      fc.property(runEvents, (events) => {
        const trace = traceOf(...events);
        assert.deepEqual(bucketsOf(profileRun(trace)), plainBuckets(events, trace));
      }),
      { numRuns: 500 },
    );
  });

  test('is told in spans that follow each other without a gap, no two alike', () => {
    fc.assert(
      fc.property(oddlyTimed, (events) => {
        const { spans, totalMs } = profileRun(traceOf(...events));
        let reachedMs = 0;
        spans.forEach(({ bucket, startMs, endMs }, index) => {
          assert.equal(startMs, reachedMs);
          assert.ok(endMs > startMs);
          assert.notEqual(bucket, spans[index - 1]?.bucket);
          reachedMs = endMs;
        });
        assert.equal(reachedMs, totalMs);
      }),
    );
  });

  test('begins with the prompt, and counts what came before in nothing', () => {
    assert.deepEqual(
      timeOf(at(0, 'log', { level: 'info', message: '' }), prompt(100), token(150, 'a'), token(350, 'b')),
      { waiting: 50, response: 200 },
    );
  });

  test('begins with the run where no prompt was told', () => {
    assert.deepEqual(timeOf(token(40, 'a'), token(60, 'b')), { waiting: 40, response: 20 });
  });

  test('tells reasoning, an answer and the time after it apart', () => {
    assert.deepEqual(
      timeOf(
        prompt(0),
        token(10, 'hm', { channel: 'reasoning' }),
        token(40, 'so', { channel: 'reasoning' }),
        token(100, 'a'),
        at(160, 'response_completed'),
        at(200, 'run_completed', { duration_ms: 200 }),
      ),
      { waiting: 10, reasoning: 90, response: 60, between: 40 },
    );
  });

  test('takes load and prefill from the phases that the stream told', () => {
    assert.deepEqual(
      timeOf(
        prompt(0),
        at(5, 'phase', { name: 'load', progress: 0 }),
        at(25, 'phase', { name: 'load', progress: 1 }),
        at(30, 'phase', { name: 'prefill', progress: 0 }),
        at(40, 'phase', { name: 'prefill', progress: 1 }),
        at(70, 'phase', { name: 'decode' }),
        token(75, 'a'),
        token(95, 'b'),
      ),
      { waiting: 10, load: 25, prefill: 40, response: 20 },
    );
  });

  const timed = (timings: object) => at(1200, 'response_completed', { server_timings: timings });

  test('takes load and prefill from the server’s figures, and leaves what they do not explain', () => {
    const ollama = { load_duration: 300e6, prompt_eval_duration: 500e6 };
    assert.deepEqual(timeOf(prompt(0), token(1000, 'a'), timed(ollama)), {
      load: 300,
      prefill: 500,
      waiting: 200,
      response: 200,
    });
    assert.deepEqual(timeOf(prompt(0), token(1000, 'a'), timed({ prompt_ms: 250 })), {
      prefill: 250,
      waiting: 750,
      response: 200,
    });
    assert.deepEqual(timeOf(prompt(0), token(1000, 'a'), timed({ model_load_time_seconds: 0.25 })), {
      load: 250,
      waiting: 750,
      response: 200,
    });
  });

  test('does not believe figures beyond the wait that there was', () => {
    const told = { load_duration: 5000e6, prompt_eval_duration: 400e6 };
    assert.deepEqual(timeOf(prompt(0), token(1000, 'a'), timed(told)), {
      load: 600,
      prefill: 400,
      response: 200,
    });
    assert.deepEqual(timeOf(prompt(0), token(1000, 'a'), timed({ load_duration: 'long' })), {
      waiting: 1000,
      response: 200,
    });
  });

  test('counts a tool at work until its result, though the answer that called it has ended', () => {
    assert.deepEqual(
      timeOf(
        prompt(0, { completion_id: 'c1' }),
        token(10, '{}', { completion_id: 'c1', channel: 'tool', tool_call_id: 't' }),
        at(20, 'tool_call', { completion_id: 'c1', tool_call_id: 't', name: 'x', arguments: '{}' }),
        at(25, 'response_completed', { completion_id: 'c1' }),
        at(325, 'tool_result', { completion_id: 'c1', tool_call_id: 't', output: 'y' }),
        prompt(330, { completion_id: 'c2' }),
        token(350, 'a', { completion_id: 'c2' }),
        at(400, 'response_completed', { completion_id: 'c2' }),
      ),
      { waiting: 30, tools: 315, between: 5, response: 50 },
    );
  });

  test('counts the wait after a tool’s result as waiting, and a second prompt as a wait of its own', () => {
    const call = { tool_call_id: 't', name: 'x', arguments: '{}' };
    assert.deepEqual(
      timeOf(
        prompt(0),
        at(10, 'tool_call', call),
        at(110, 'tool_result', { tool_call_id: 't', output: 'y' }),
        token(150, 'a'),
        at(160, 'response_completed'),
        prompt(200, { messages: [{ role: 'user', content: 'Again?' }] }),
        token(260, 'b'),
        token(300, 'c'),
      ),
      { waiting: 110, tools: 100, response: 50, between: 40 },
    );
  });

  test('ends an answer whose end was not told when the next prompt is sent', () => {
    assert.deepEqual(
      timeOf(
        prompt(0, { completion_id: 'c1' }),
        token(10, 'a', { completion_id: 'c1' }),
        prompt(50, { completion_id: 'c2' }),
        token(80, 'b', { completion_id: 'c2' }),
        token(90, 'c', { completion_id: 'c2' }),
      ),
      { waiting: 40, response: 50 },
    );
  });

  test('counts each moment once where completions run at the same time: for what is nearest to an answer', () => {
    assert.deepEqual(
      timeOf(
        prompt(0, { completion_id: 'c1' }),
        prompt(0, { completion_id: 'c2' }),
        token(20, 'hm', { completion_id: 'c1', channel: 'reasoning' }),
        token(50, 'a', { completion_id: 'c2' }),
        at(80, 'response_completed', { completion_id: 'c2' }),
        at(100, 'response_completed', { completion_id: 'c1' }),
      ),
      { waiting: 20, reasoning: 50, response: 30 },
    );
  });
});
