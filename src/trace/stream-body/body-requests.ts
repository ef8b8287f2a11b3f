import { requestIdOf } from '../completion.js';
import type { DialectEvent } from '../dialects/dialect.js';
import { type BodyTimes, bodyTimes } from './body-times.js';

/** One request of a saved body. */
export interface BodyRequest {
  readonly completionId: string;
  readonly events: readonly DialectEvent[];
  readonly times: BodyTimes;
  /** Where its zero lies, in milliseconds since the first one's. */
  readonly startMs: number;
  /** Whether nothing but the order of the body tells that. */
  readonly isStartAssumed: boolean;
}

/**
 * Parts a body's events into its requests, and lays these out in time: by the server's clock where it is one of the day and they follow
 * each other on it, else each begins where the one before ended.
 */
export function bodyRequests(events: readonly DialectEvent[]): BodyRequest[] {
  const requests: BodyRequest[] = [];
  let endMs = 0;
  for (const part of partsOf(events)) {
    const times = bodyTimes(part.events);
    const first = requests[0]?.times.zeroClockMs ?? Infinity;
    const toldMs = (times.zeroClockMs ?? 0) - first;
    const isStartAssumed = requests.length > 0 && !(toldMs >= endMs);
    const startMs = requests.length === 0 ? 0 : isStartAssumed ? endMs : toldMs;
    requests.push({ ...part, times, startMs, isStartAssumed });
    endMs = startMs + (times.timesMs.at(-1) ?? 0);
  }
  return requests;
}

interface Part {
  readonly completionId: string;
  readonly events: DialectEvent[];
}

/** What belongs to no completion, such as a heartbeat, belongs to the request that it came in. */
function partsOf(events: readonly DialectEvent[]): Part[] {
  const parts: Part[] = [];
  for (const event of events) {
    const id = 'completion_id' in event.event ? event.event.completion_id : undefined;
    const completionId = id === undefined ? undefined : requestIdOf(id);
    const last = parts.at(-1);
    const isNext = last && completionId !== undefined && completionId !== last.completionId;
    if (!last) parts.push({ completionId: completionId ?? FIRST_ID, events: [event] });
    else if (isNext) parts.push({ completionId, events: [event] });
    else last.events.push(event);
  }
  return parts;
}

/** Completions of a saved body have ids, so that further choices of a request, and further requests, can stand beside the first. */
export const FIRST_ID = 'c1';
