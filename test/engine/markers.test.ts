import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { markers } from '../../src/engine/index.js';
import type { TraceEvent } from '../../src/trace/index.js';
import { runEvents, traceOf } from './traces.js';

const agentRun: TraceEvent[] = [
  { type: 'prompt_sent', time_ms: 0, completion_id: 'c1', messages: [] },
  { type: 'token', time_ms: 10, completion_id: 'c1', text: '' },
  { type: 'token', time_ms: 20, completion_id: 'c1', channel: 'reasoning', text: 'hm' },
  { type: 'reasoning_completed', time_ms: 30, completion_id: 'c1' },
  { type: 'token', time_ms: 30, completion_id: 'c1', text: 'Let me look.' },
  {
    type: 'tool_call',
    time_ms: 40,
    completion_id: 'c1',
    tool_call_id: 't1',
    name: 'search',
    arguments: '{}',
  },
  { type: 'response_completed', time_ms: 40, completion_id: 'c1', finish_reason: 'tool_calls' },
  { type: 'token', time_ms: 60, completion_id: 'c2', text: 'Found' },
  { type: 'error', time_ms: 70, message: 'The server hiccuped.' },
  { type: 'run_failed', time_ms: 80, duration_ms: 80, error: { message: 'The stream was cut.' } },
];

describe('markers', () => {
  it('stand where first tokens came, reasoning and responses were complete, tools were called, and errors came', () => {
    assert.deepEqual(
      markers(traceOf(agentRun)).map(({ kind, timeMs, index, completionId, detail }) => [
        kind,
        timeMs,
        index,
        completionId,
        detail,
      ]),
      [
        ['first_token', 20, 2, 'c1', undefined],
        ['reasoning_completed', 30, 3, 'c1', undefined],
        ['tool_call', 40, 5, 'c1', 'search'],
        ['response_completed', 40, 6, 'c1', 'tool_calls'],
        ['first_token', 60, 7, 'c2', undefined],
        ['error', 70, 8, '', 'The server hiccuped.'],
        ['error', 80, 9, '', 'The stream was cut.'],
      ],
    );
  });

  it('are the same, found all at once or as the run grows', () => {
    const trace = traceOf([]);
    for (const event of agentRun) {
      trace.append(event);
      markers(trace);
    }
    assert.deepEqual(markers(trace), markers(traceOf(agentRun)));
  });

  it('are the same list until there is another, and look at each event once', () => {
    const trace = traceOf(runEvents(Array.from({ length: 1000 }, (_, index) => index)).slice(0, 500));
    const before = markers(trace);
    let looks = 0;
    const typeAt = trace.typeAt.bind(trace);
    trace.typeAt = (index) => (looks++, typeAt(index));
    trace.append({ type: 'token', time_ms: 5000, text: 'x' });
    trace.append({ type: 'token', time_ms: 5000, text: 'x' });
    assert.equal(markers(trace), before);
    assert.equal(looks, 2);
  });

  it('are bounded, however many errors a run has', () => {
    const errors = Array.from({ length: 5000 }, (_, index) => ({
      type: 'error' as const,
      time_ms: index,
      message: 'no',
    }));
    assert.equal(markers(traceOf(errors)).length, 2000);
  });
});
