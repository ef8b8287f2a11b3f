import { isKnownEvent, type RunStartedEvent, type Trace, type TraceEvent } from '../../trace/index.js';

/**
 * A trace's events as a replay file needs them: the first is `run_started`, the last ends the run. What the file said in other
 * places (its header, its footer) is put there; a run whose end is nowhere told is `failed`, `stream_cut`. `name` stands for a run id
 * where the file has none.
 */
export function* wholeRun(trace: Trace, name: string): Generator<TraceEvent> {
  yield runStarted(trace, name);
  for (let index = 0; index < trace.length; index++) {
    const event = trace.eventAt(index);
    const isFirst = index === 0 && event.type === 'run_started';
    if (!isFirst) yield withRunId(event, trace.info.run_id || name);
  }
  if (!trace.isEnded) yield runEnd(trace);
}

/** What the first event says beyond what is known of every run, such as that no text was recorded, is kept. */
function runStarted(trace: Trace, name: string): RunStartedEvent {
  const { version: _version, ...told } = trace.info;
  const said = trace.length > 0 ? trace.eventOfType(0, 'run_started') : undefined;
  return { ...said, type: 'run_started', time_ms: 0, ...told, run_id: told.run_id || name };
}

/** A later `run_started` (what was told only then) names the same run. */
function withRunId(event: TraceEvent, runId: string): TraceEvent {
  return isKnownEvent(event) && event.type === 'run_started' ? { ...event, run_id: runId } : event;
}

function runEnd(trace: Trace): TraceEvent {
  const { status, durationMs } = trace;
  const ended = { time_ms: durationMs, duration_ms: Math.max(durationMs, trace.summary?.duration_ms ?? 0) };
  if (status === 'completed') return { type: 'run_completed', ...ended };
  if (status === 'cancelled') return { type: 'run_cancelled', ...ended };
  const message = trace.summary?.artifacts?.errors?.at(-1);
  const error = message === undefined ? CUT : { message };
  return { type: 'run_failed', ...ended, error: status === 'failed' ? error : CUT };
}

const CUT = { message: 'the recording stops before its end', code: 'stream_cut' };
