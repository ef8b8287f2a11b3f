import { Trace, type TraceEvent } from '../../src/trace/index.js';

/** The events of a small run whose tokens come at the given times: a start, a prompt, tokens, and the end with the last one. */
export function runEvents(tokenTimesMs: readonly number[], runId = 'run-1'): TraceEvent[] {
  const endMs = tokenTimesMs.at(-1) ?? 0;
  return [
    {
      type: 'run_started',
      time_ms: 0,
      run_id: runId,
      model: 'test-model',
      provider: 'test',
      started_at: '2025-01-01T00:00:00Z',
      timing: 'recorded',
    },
    { type: 'prompt_sent', time_ms: 0, messages: [{ role: 'user', content: 'Count.' }] },
    ...tokenTimesMs.map((time_ms, index) => ({ type: 'token' as const, time_ms, text: `${index} ` })),
    { type: 'response_completed', time_ms: endMs, finish_reason: 'stop' },
    { type: 'run_completed', time_ms: endMs, duration_ms: endMs },
  ];
}

export function traceOf(events: readonly TraceEvent[]): Trace {
  const trace = new Trace();
  for (const event of events) trace.append(event);
  return trace;
}

/** A run of 1,000 ms with a token every 100 ms: events 0 and 1 at 0 ms, token n at index n + 1, three events at the end. */
export function steadyTrace(): Trace {
  return traceOf(runEvents([100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]));
}
