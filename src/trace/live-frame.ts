import { type TraceEvent } from './events.js';
import { type FaultHandler, parseEvent } from './parse-event.js';

/** An event as the live stream sends it: with the run it belongs to, and its index in that run's file. */
export interface LiveEvent {
  readonly runId: string;
  readonly seq: number;
  readonly event: TraceEvent;
}

/** An event as one frame's `data` carries it. */
export function formatLiveEvent({ runId, seq, event }: LiveEvent): string {
  return JSON.stringify({ ...event, run_id: runId, seq });
}

/** Reads one frame's `data`; undefined, and a word to `onFault`, when it is not an event of a run. */
export function parseLiveEvent(data: string, onFault: FaultHandler): LiveEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    onFault('a frame is not JSON');
    return undefined;
  }
  if (!isLiveShape(value)) {
    onFault('a frame is not an event of a run');
    return undefined;
  }
  const { run_id: runId, seq, ...fields } = value;
  // `run_started` has a `run_id` of its own, which is the same.
  const event = parseEvent(fields.type === 'run_started' ? { ...fields, run_id: runId } : fields, onFault);
  return event && { runId, seq, event };
}

function isLiveShape(value: unknown): value is { run_id: string; seq: number; type?: unknown } {
  if (typeof value !== 'object' || value === null) return false;
  const { run_id: runId, seq } = value as { run_id?: unknown; seq?: unknown };
  return typeof runId === 'string' && Number.isSafeInteger(seq) && (seq as number) >= 0;
}
