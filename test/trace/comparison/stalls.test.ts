import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { profileRun, type Timing, type TraceEvent } from '../../../src/trace/index.js';
import { runEvents } from '../helpers/event-arbitraries.js';
import { prompt, token, traceOf } from '../helpers/trace-builder.js';

/** A run whose chunks come after the given gaps, the first 100 ms after the prompt. */
function gapped(gapsMs: readonly number[], timing: Timing = 'recorded') {
  let timeMs = 100;
  const started = { type: 'run_started', run_id: '', model: '', provider: '', started_at: '', timing };
  const chunks = [token(100, 'x'), ...gapsMs.map((gapMs) => token((timeMs += gapMs), 'x'))];
  return profileRun(traceOf({ ...started, time_ms: 0 } as TraceEvent, prompt(0), ...chunks));
}

const repeat = (times: number, ...gapsMs: number[]) => Array.from({ length: times }, () => gapsMs).flat();
const stallsOf = (gapsMs: readonly number[]) => gapped(gapsMs).stream.stalls.map(({ ms }) => ms);

describe('stalls', () => {
  test('are gaps far outside of the run’s own', () => {
    const { stream, buckets } = gapped([...repeat(20, 15), 400, ...repeat(20, 15)]);
    assert.deepEqual(stream.stalls, [
      { startMs: 400, ms: 400, completion: 0, event: 22, bucket: 'response' },
    ]);
    const response = buckets.find(({ name }) => name === 'response')!;
    assert.deepEqual([response.stalls, response.stalledMs, response.ms], [stream.stalls, 400, 1000]);
  });

  test('need to be three times the median', () => {
    assert.deepEqual(stallsOf([...repeat(20, 100), 290]), []);
    assert.deepEqual(stallsOf([...repeat(20, 100), 310]), [310]);
  });

  test('need to be twice what nine tenths of the gaps stay within', () => {
    const uneven = [...repeat(40, 20), ...repeat(8, 100)];
    assert.deepEqual(stallsOf([...uneven, 190]), []);
    assert.deepEqual(stallsOf([...uneven, 210]), [210]);
  });

  test('are no shorter than 50 ms, however fast the run', () => {
    assert.deepEqual(stallsOf([...repeat(40, 3), 49]), []);
    assert.deepEqual(stallsOf([...repeat(40, 3), 51]), [51]);
  });

  test('are not the pauses of a stream that comes in bursts', () => {
    assert.deepEqual(stallsOf(repeat(30, 0, 0, 0, 0.2, 250)), []);
    assert.deepEqual(stallsOf([...repeat(30, 0, 0, 0, 0.2, 250), 900]), [900]);
  });

  test('are not told of few gaps, nor of an invented pace', () => {
    assert.deepEqual(stallsOf([15, 15, 15, 400, 15, 15, 15]), []);
    assert.deepEqual(stallsOf([15, 15, 15, 400, 15, 15, 15, 15]), [400]);
    const invented = gapped([...repeat(20, 15), 400], 'estimated');
    assert.deepEqual([invented.stream.stalls, invented.stream.bursts, invented.estimated], [[], [], true]);
  });

  test('are not the time in which a tool worked, or the next prompt was awaited', () => {
    const gaps = repeat(20, 15).map((gapMs, index) => token(100 + (index + 1) * gapMs, 'x'));
    const waits = [
      { type: 'tool_result', time_ms: 1000, tool_call_id: 't', output: '' } as TraceEvent,
      prompt(1000, { messages: [{ role: 'user', content: 'And?' }] }),
    ];
    for (const wait of waits) {
      const { stream } = profileRun(traceOf(prompt(0), token(100, 'x'), ...gaps, wait, token(1400, 'x')));
      assert.deepEqual(stream.stalls, []);
    }
  });

  test('take no more of a bucket than it has, also with completions at the same time', () => {
    fc.assert(
      fc.property(runEvents, (events) => {
        const { buckets, stream } = profileRun(traceOf(...events));
        assert.equal(buckets.flatMap(({ stalls }) => stalls).length, stream.stalls.length);
        for (const { ms, stalledMs } of buckets) assert.ok(stalledMs <= ms, `${stalledMs} of ${ms}`);
      }),
    );
  });

  test('of two completions at once count once in the time that they held up', () => {
    const events: TraceEvent[] = [];
    for (const id of ['c1', 'c2']) {
      events.push(prompt(0, { completion_id: id }));
      for (let chunk = 0; chunk < 20; chunk++)
        events.push(token(chunk * 10 + (chunk > 15 ? 500 : 0), 'x', { completion_id: id }));
    }
    const inOrder = events.sort((a, b) => a.time_ms - b.time_ms);
    const { stream, buckets } = profileRun(traceOf(...inOrder));
    assert.deepEqual(
      stream.stalls.map(({ completion, startMs, ms }) => [completion, startMs, ms]),
      [
        [0, 150, 510],
        [1, 150, 510],
      ],
    );
    assert.equal(buckets.find(({ name }) => name === 'response')!.stalledMs, 510);
  });
});

describe('bursts', () => {
  test('are chunks that came within a millisecond of each other', () => {
    const { bursts } = gapped([20, 0.5, 0.5, 20, 1.5, 20, 0]).stream;
    assert.deepEqual(
      bursts.map(({ startMs, endMs, chunks }) => [startMs, endMs, chunks]),
      [
        [120, 121, 3],
        [162.5, 162.5, 2],
      ],
    );
  });

  test('end where a tool worked between two chunks', () => {
    const { bursts } = profileRun(
      traceOf(
        prompt(0),
        token(10, 'a'),
        token(10, 'b'),
        { type: 'tool_result', time_ms: 10.5, tool_call_id: 't', output: '' },
        token(10.5, 'c'),
        token(10.5, 'd'),
      ),
    ).stream;
    assert.deepEqual(
      bursts.map(({ chunks }) => chunks),
      [2, 2],
    );
  });
});
