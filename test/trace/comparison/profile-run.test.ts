import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { profileRun, profileRunInSlices, Trace } from '../../../src/trace/index.js';
import { runEvents } from '../helpers/event-arbitraries.js';
import { prompt, token, traceOf } from '../helpers/trace-builder.js';

/** A run of many chunks, half of them reasoning, with a stall in the middle. */
function longTrace(chunks: number): Trace {
  const trace = traceOf(prompt(0));
  for (let chunk = 0; chunk < chunks; chunk++) {
    const isSecondHalf = chunk >= chunks / 2;
    const timeMs = 100 + chunk * 8 + (isSecondHalf ? 900 : 0);
    trace.append(token(timeMs, 'x', isSecondHalf ? {} : { channel: 'reasoning' }));
  }
  return trace;
}

describe('a run that is profiled in slices', () => {
  test('has the same profile, and lets others run in between', async () => {
    const trace = longTrace(70_000);
    let pauses = 0;
    const sliced = await profileRunInSlices(trace, async () => void pauses++);
    assert.deepEqual(sliced, profileRun(trace));
    assert.ok(pauses >= 10, `${pauses}`);
    assert.deepEqual(
      sliced.stream.stalls.map(({ ms, bucket }) => [ms, bucket]),
      [[908, 'reasoning']],
    );
  });

  test('still sums where it grew in between', async () => {
    await fc.assert(
      fc.asyncProperty(runEvents, runEvents, async (events, more) => {
        const trace = traceOf(...events);
        const lastMs = trace.durationMs;
        const rest = more.map((event) => ({ ...event, time_ms: lastMs + event.time_ms }));
        const { buckets, totalMs } = await profileRunInSlices(trace, async () => {
          for (const event of rest.splice(0, 7)) trace.append(event);
        });
        assert.equal(
          buckets.reduce((sum, { ms }) => sum + ms, 0),
          totalMs,
        );
      }),
    );
  });

  test('fails where its pause does, as when it is no longer wanted', async () => {
    const stop = new Error('enough');
    await assert.rejects(
      profileRunInSlices(longTrace(100), () => Promise.reject(stop)),
      stop,
    );
  });
});

describe('a run with nothing in it', () => {
  test('has a profile without figures', () => {
    const { totalMs, spans, stream, metrics, memory, promptSentMs } = profileRun(new Trace());
    assert.deepEqual(
      [totalMs, spans, stream.tokens, metrics, memory, promptSentMs],
      [0, [], 0, {}, [], undefined],
    );
  });
});
