import {
  profileRun,
  type RunProfile,
  type RunStartedEvent,
  Trace,
  type TraceEvent,
} from '../../../src/trace/index.js';
import { prompt, token } from '../helpers/trace-builder.js';

/** What a small run may differ in. Times in milliseconds. */
export interface SmallRun extends Partial<RunStartedEvent> {
  ttftMs?: number;
  gapMs?: number;
  chunks?: number;
  prompt?: string;
  /** The answer's first chunk. */
  opening?: string;
  system?: string;
  timings?: Record<string, number>;
  usage?: number;
  /** How it ends; `running`: not yet. */
  end?: 'completed' | 'failed' | 'cancelled' | 'running';
  memory?: readonly { memory_mb?: number; ratio?: number; scope: string; source: string; time_ms?: number }[];
}

const event = (type: string, time_ms: number, fields: object = {}) =>
  ({ type, time_ms, ...fields }) as TraceEvent;

/** A run of 1.1 s, if nothing else is said: a prompt, and eleven chunks 100 ms apart. */
export function smallTrace({
  ttftMs = 100,
  gapMs = 100,
  chunks = 11,
  prompt: content = 'Why?',
  opening = 'Be',
  system,
  timings,
  usage,
  end = 'completed',
  memory = [],
  ...started
}: SmallRun = {}): Trace {
  const info = { run_id: 'r', model: 'm', provider: 'p', started_at: '', timing: 'recorded', ...started };
  const messages = [...(system ? [{ role: 'system', content: system }] : []), { role: 'user', content }];
  const endMs = ttftMs + (chunks - 1) * gapMs;
  const answered = end === 'completed' ? [answer(endMs, timings, usage)] : [];
  const error = end === 'failed' ? { error: { message: 'no' } } : {};
  const ended = end === 'running' ? [] : [event(`run_${end}`, endMs, { duration_ms: endMs, ...error })];
  const told = memory.map((sample) => event('memory', sample.time_ms ?? 0, sample));
  const trace = new Trace();
  const tokens = Array.from({ length: chunks }, (_, at) =>
    token(ttftMs + at * gapMs, at === 0 ? opening : 'cause '),
  );
  const body = [prompt(0, { messages }), ...told, ...tokens].sort((a, b) => a.time_ms - b.time_ms);
  for (const one of [event('run_started', 0, info), ...body, ...answered, ...ended]) trace.append(one);
  return trace;
}

function answer(endMs: number, timings?: Record<string, number>, tokens?: number): TraceEvent {
  const usage = tokens === undefined ? {} : { usage: { completion_tokens: tokens } };
  return event('response_completed', endMs, { ...(timings && { server_timings: timings }), ...usage });
}

export const smallProfile = (run?: SmallRun): RunProfile => profileRun(smallTrace(run));
