import type { RunStartedEvent, TraceEvent } from '../../src/trace/index.js';
import type { EventBus } from '../../src/recorder/event-bus.js';

/** The event that begins a run. */
export function started(runId: string, fields: Partial<RunStartedEvent> = {}): RunStartedEvent {
  return {
    type: 'run_started',
    time_ms: 0,
    run_id: runId,
    model: 'm',
    provider: 'openai',
    started_at: '2026-01-02T03:04:05.000Z',
    timing: 'recorded',
    ...fields,
  };
}

export function prompt(timeMs = 0): TraceEvent {
  return { type: 'prompt_sent', time_ms: timeMs, messages: [{ role: 'user', content: 'Hi' }] };
}

export function token(timeMs: number, text: string): TraceEvent {
  return { type: 'token', time_ms: timeMs, text };
}

export function completed(timeMs: number): TraceEvent {
  return { type: 'run_completed', time_ms: timeMs, duration_ms: timeMs };
}

/** Emits a whole run with so many tokens: `t0 t1 …`. */
export function emitRun(bus: EventBus, runId: string, tokens: number): void {
  bus.emit(runId, started(runId));
  bus.emit(runId, prompt());
  for (let index = 0; index < tokens; index++) bus.emit(runId, token(index + 1, `t${index} `));
  bus.emit(runId, completed(tokens + 1));
}

/** Lets one turn of the event loop pass. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Waits until something holds, looked at every few milliseconds; a test that waits in vain is ended by its own limit. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}
