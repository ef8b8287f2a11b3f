import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { eventMetrics, Trace, type TraceEvent } from '../../../src/trace/index.js';
import { chunkEvents, chunkGapsMs } from '../../../src/trace/metrics/chunk-gaps.js';
import { ChunkSeries } from '../../../src/trace/series/chunk-series.js';
import { memorySeries } from '../../../src/trace/series/memory-series.js';
import { buildTrace, smallRun } from '../../helpers/trace-builder.js';
import { runEvents } from '../helpers/event-arbitraries.js';

const ALL = Number.MAX_SAFE_INTEGER;

function traceOf(events: readonly TraceEvent[]): Trace {
  const trace = new Trace();
  for (const event of events) trace.append(event);
  return trace;
}

function seriesOf(trace: Trace): ChunkSeries {
  const series = new ChunkSeries(trace);
  series.read(ALL);
  return series;
}

/** The events of all chunks, of every completion, in order. */
function eventsOfChunks(trace: Trace): number[] {
  return trace.completions.flatMap((completion) => [...chunkEvents(completion)]).sort((a, b) => a - b);
}

describe('the curves of a run’s chunks', () => {
  test('tell at each chunk the tokens that its event’s own figures tell', () => {
    fc.assert(
      fc.property(runEvents, (events) => {
        const trace = traceOf(events);
        const { times, values } = seriesOf(trace).curve('tokens');
        const chunks = eventsOfChunks(trace);
        assert.deepEqual(
          [...times],
          chunks.map((event) => trace.timeAt(event)),
        );
        chunks.forEach((event, at) => assertNear(values[at]!, eventMetrics(trace, event).tokens));
      }),
    );
  });

  test('tell the gaps of each completion, and none across a tool’s result', () => {
    fc.assert(
      fc.property(runEvents, (events) => {
        const trace = traceOf(events);
        const gaps = [...seriesOf(trace).curve('gapsMs').values].filter((gap) => !Number.isNaN(gap));
        const expected = trace.completions.flatMap((completion) => [...chunkGapsMs(trace, completion)]);
        assert.deepEqual(gaps.sort(), expected.sort());
      }),
    );
  });

  test('tell the throughput that the events’ own figures tell', () => {
    const trace = smallRun().trace();
    const { values } = seriesOf(trace).curve('rates');
    const expected = eventsOfChunks(trace).map((event) => eventMetrics(trace, event).tokensPerSecond ?? NaN);
    assert.deepEqual([...values], expected);
    assert.ok(expected.some((rate) => rate > 0));
  });

  test('let the throughput fall behind a stall longer than its window', () => {
    const trace = buildTrace().prompt('Hi').say(['a', 'b', 'c']).wait(3900).say(['d', 'e']).trace();
    const { values } = seriesOf(trace).curve('rates');
    assert.deepEqual([...values], [NaN, 10, 10, 0.25, 10]);
  });

  test('are the same however they are read, in slices or while the run grows', () => {
    fc.assert(
      fc.property(runEvents, fc.integer({ min: 1, max: 7 }), (events, slice) => {
        const whole = traceOf(events);
        const growing = new Trace();
        let series = new ChunkSeries(growing);
        for (const event of events) {
          growing.append(event);
          if (series.isOutdated) series = new ChunkSeries(growing);
          while (series.read(slice));
        }
        for (const name of ['tokens', 'rates', 'gapsMs'] as const)
          assert.deepEqual(series.curve(name), seriesOf(whole).curve(name));
      }),
    );
  });

  test('are outdated once the final count says more than the chunks did', () => {
    const run = buildTrace().prompt('Hi').say(['a', 'b']);
    const trace = run.trace();
    const series = seriesOf(trace);
    assert.equal(series.isOutdated, false);
    const usage = { prompt_tokens: 1, completion_tokens: 6, total_tokens: 7 };
    trace.append({ type: 'response_completed', time_ms: 300, usage } as TraceEvent);
    assert.equal(series.isOutdated, true);
    assert.deepEqual([...seriesOf(trace).curve('tokens').values], [3, 6]);
  });
});

describe('the curve of a run’s memory', () => {
  test('is that of the samples, at their times', () => {
    const trace = buildTrace().memory(100).wait(250).memory(300).wait(250).memory(200).trace();
    const { samples, isRatio, scope } = memorySeries(trace)!;
    assert.deepEqual(
      [[...samples.times], [...samples.values]],
      [
        [0, 250, 500],
        [100, 300, 200],
      ],
    );
    assert.deepEqual([isRatio, scope], [false, 'process']);
  });

  test('is not there where no memory was recorded', () => {
    assert.equal(memorySeries(buildTrace().prompt('Hi').say(['a']).trace()), undefined);
  });
});

function assertNear(actual: number, expected: number): void {
  assert.ok(
    Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected)),
    `${actual} is not ${expected}`,
  );
}
