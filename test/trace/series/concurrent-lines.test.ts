import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Completion } from '../../../src/trace/completion.js';
import { Trace, type TraceEvent } from '../../../src/trace/index.js';
import { ChunkSeries, MOST_LINES } from '../../../src/trace/series/chunk-series.js';
import { concurrentLines } from '../../../src/trace/series/concurrent-lines.js';
import { runEvents } from '../helpers/event-arbitraries.js';

const ANY = Number.MAX_SAFE_INTEGER;

/** When completions generate: from and for how long, in milliseconds. */
const spans = fc.array(
  fc.record({ fromMs: fc.integer({ min: 0, max: 60 }), forMs: fc.integer({ min: 1, max: 30 }) }),
  {
    maxLength: 20,
  },
);

function completionsOf(times: readonly { fromMs: number; forMs: number }[]): Completion[] {
  return times.map(({ fromMs, forMs }, index) => ({
    id: `c${index}`,
    index,
    requestId: `c${index}`,
    choices: [],
    blocks: [],
    firstTokenMs: fromMs,
    lastTokenMs: fromMs + forMs,
  }));
}

/** A run of completions by the times of their chunks, each of one token. */
function traceOf(chunksMs: Readonly<Record<string, readonly number[]>>): Trace {
  const events = Object.entries(chunksMs).flatMap(([completion_id, times]) => [
    { time_ms: 0, type: 'prompt_sent', messages: [], completion_id },
    ...times.map((time_ms) => ({ time_ms, type: 'token', text: 'a', count: 1, completion_id })),
  ]);
  return traceWith(events.sort((left, right) => left.time_ms - right.time_ms) as TraceEvent[]);
}

function traceWith(events: readonly TraceEvent[]): Trace {
  const trace = new Trace();
  for (const event of events) trace.append(event);
  return trace;
}

function seriesOf(trace: Trace): ChunkSeries {
  const series = new ChunkSeries(trace);
  series.read(ANY);
  return series;
}

function plain(lines: ReturnType<ChunkSeries['lines']>): [times: number[], values: number[]][] {
  return lines.map(({ times, values }) => [[...times], [...values]]);
}

describe('the lines of completions', () => {
  test('are as many as generate at once, and on none do two at the same time', () => {
    fc.assert(
      fc.property(spans, (times) => {
        const lines = concurrentLines(completionsOf(times), ANY)!;
        times.forEach((one, at) =>
          times.slice(0, at).forEach((other, otherAt) => {
            const isApart =
              one.fromMs >= other.fromMs + other.forMs || other.fromMs >= one.fromMs + one.forMs;
            assert.ok(isApart || lines[at] !== lines[otherAt], `${at} and ${otherAt}`);
          }),
        );
        const atOnce = times.map(
          ({ fromMs }) =>
            times.filter((one) => one.fromMs <= fromMs && fromMs < one.fromMs + one.forMs).length,
        );
        assert.equal(Math.max(0, ...lines.map((line) => line + 1)), Math.max(0, ...atOnce));
        const isFew = Math.max(0, ...atOnce) <= 3;
        assert.deepEqual(concurrentLines(completionsOf(times), 3), isFew ? lines : undefined);
      }),
    );
  });

  test('leave out who generates nothing', () => {
    const [first, silent, last] = completionsOf([
      { fromMs: 0, forMs: 10 },
      { fromMs: 0, forMs: 10 },
      { fromMs: 10, forMs: 10 },
    ]);
    delete silent!.firstTokenMs;
    assert.deepEqual([...concurrentLines([first!, silent!, last!], 1)!], [0, 0, 0]);
  });
});

describe('the curves of completions at the same time', () => {
  const fast = [100, 150, 200, 250, 300];
  const slow = [120, 220, 320];

  test('are those of each by itself', () => {
    const both = seriesOf(traceOf({ c1: fast, 'c1#1': slow }));
    assert.equal(both.isCrowded, false);
    for (const name of ['rates', 'gapsMs'] as const) {
      const [one, other] = [fast, slow].map((times) => seriesOf(traceOf({ c1: times })).curve(name));
      assert.deepEqual(plain(both.lines(name)), plain([one!, other!]));
    }
    assert.deepEqual(plain(both.lines('gapsMs'))[1], [slow, [NaN, 100, 100]]);
  });

  test('are one where they follow each other', () => {
    const series = seriesOf(traceOf({ c1: fast, c2: fast.map((timeMs) => timeMs + 200) }));
    assert.deepEqual(plain(series.lines('rates')), plain([series.curve('rates')]));
  });

  test('are one, said to be crowded, where they are too many', () => {
    const of = (count: number) =>
      seriesOf(traceOf(Object.fromEntries(Array.from({ length: count }, (_, at) => [`c${at}`, fast]))));
    const most = of(MOST_LINES);
    assert.deepEqual([most.lines('rates').length, most.isCrowded], [MOST_LINES, false]);
    const crowded = of(MOST_LINES + 1);
    assert.deepEqual(plain(crowded.lines('rates')), plain([crowded.curve('rates')]));
    assert.equal(crowded.isCrowded, true);
  });

  test('hold each chunk once, also while the run grows', () => {
    fc.assert(
      fc.property(runEvents, (events) => {
        const growing = new Trace();
        let series = new ChunkSeries(growing);
        for (const event of events) {
          growing.append(event);
          if (series.isOutdated) series = new ChunkSeries(growing);
          series.lines('rates');
          series.read(ANY);
          const held = series.lines('rates').reduce((sum, { times }) => sum + times.length, 0);
          assert.equal(held, series.length);
        }
        assert.deepEqual(plain(series.lines('gapsMs')), plain(seriesOf(traceWith(events)).lines('gapsMs')));
      }),
    );
  });
});
