import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { formatLiveEvent, parseLiveEvent, type TraceEvent } from '../../src/trace/index.js';
import { runEvents } from './helpers/event-arbitraries.js';
import { RUN } from './helpers/replay-text.js';

function parse(data: string) {
  const faults: string[] = [];
  return { frame: parseLiveEvent(data, (fault) => faults.push(fault)), faults };
}

describe('a live frame', () => {
  test('gives back the event that it was made of, with its run and its place', () => {
    fc.assert(
      fc.property(runEvents, fc.nat(), (events, seq) => {
        for (const event of events) {
          const data = formatLiveEvent({ runId: 'r', seq, event });
          assert.doesNotMatch(data, /[\r\n]/);
          const expected = JSON.parse(JSON.stringify(event)) as TraceEvent;
          assert.deepEqual(parse(data), { frame: { runId: 'r', seq, event: expected }, faults: [] });
        }
      }),
      { numRuns: 50 },
    );
  });

  test('keeps the run’s own id in the event that starts it', () => {
    const event: TraceEvent = { type: 'run_started', time_ms: 0, ...RUN };
    assert.deepEqual(parse(formatLiveEvent({ runId: RUN.run_id, seq: 0, event })).frame?.event, event);
  });

  test('is refused, saying why, where it is no event of a run', () => {
    assert.deepEqual(parse('{').faults, ['a frame is not JSON']);
    for (const data of [
      'null',
      '5',
      '[]',
      '{}',
      '{"run_id":"r"}',
      '{"run_id":5,"seq":0}',
      '{"run_id":"r","seq":-1}',
      '{"run_id":"r","seq":0.5}',
    ])
      assert.deepEqual(parse(data), { frame: undefined, faults: ['a frame is not an event of a run'] });
    assert.deepEqual(parse('{"run_id":"r","seq":0,"type":"token","time_ms":0}').faults, [
      'token.text is missing',
    ]);
  });
});
