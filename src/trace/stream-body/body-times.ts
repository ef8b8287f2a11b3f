import type { JsonObject, Timing } from '../events.js';
import type { DialectEvent } from '../dialects/dialect.js';

/** Pace given to a body that tells no times at all: 40 chunks a second, about how fast a person follows. Always marked. */
const ESTIMATED_CHUNK_MS = 25;

/** Where a body's events lie in time. */
export interface BodyTimes {
  readonly timing: Timing;
  /** Whether zero is when the request was sent (else it is when the first chunk came). */
  readonly isPromptTimeKnown: boolean;
  /** Zero on the server's clock, where there is one. */
  readonly zeroClockMs?: number;
  /** Milliseconds since zero of the `index`-th event. */
  timeOf(event: DialectEvent, index: number): number;
}

/** Chooses the best clock that a whole body offers: the server's on each chunk, its totals spread evenly, or an even pace. */
export function bodyTimes(events: readonly DialectEvent[], serverStartMs: number | undefined): BodyTimes {
  // A clock that comes only with the last text, as final figures do, tells no chunk's time.
  const first = events.find(({ event }) => event.type === 'token') ?? events.at(-1);
  const firstClockMs = first?.serverClockMs;
  if (firstClockMs !== undefined)
    return serverTimes(serverStartMs ?? firstClockMs, serverStartMs !== undefined);
  return estimatedTimes(events);
}

function serverTimes(zeroMs: number, isPromptTimeKnown: boolean): BodyTimes {
  let lastMs = 0;
  return {
    timing: 'server',
    isPromptTimeKnown,
    zeroClockMs: zeroMs,
    timeOf: ({ serverClockMs }) => {
      if (serverClockMs !== undefined) lastMs = Math.max(lastMs, serverClockMs - zeroMs);
      return roundToMicroseconds(lastMs);
    },
  };
}

function estimatedTimes(events: readonly DialectEvent[]): BodyTimes {
  const chunks = events.reduce((sum, { event }) => sum + (event.type === 'token' ? 1 : 0), 0);
  const { firstMs, stepMs } = serverPace(events, chunks) ?? {
    firstMs: ESTIMATED_CHUNK_MS,
    stepMs: ESTIMATED_CHUNK_MS,
  };
  let seen = 0;
  return {
    timing: 'estimated',
    isPromptTimeKnown: true,
    timeOf: ({ event }) => {
      if (event.type === 'token') seen++;
      return seen === 0 ? 0 : roundToMicroseconds(firstMs + (seen - 1) * stepMs);
    },
  };
}

/** llama.cpp's final `timings` tell how long prefill and generation took, though not each chunk's time. */
function serverPace(
  events: readonly DialectEvent[],
  chunks: number,
): { firstMs: number; stepMs: number } | undefined {
  const timings = events.map(({ event }) => timingsOf(event)).find((found) => found !== undefined);
  const promptMs = timings?.prompt_ms;
  const predictedMs = timings?.predicted_ms;
  if (typeof promptMs !== 'number' || typeof predictedMs !== 'number' || chunks < 2) return undefined;
  return { firstMs: promptMs, stepMs: predictedMs / (chunks - 1) };
}

function timingsOf(event: DialectEvent['event']): JsonObject | undefined {
  return event.type === 'response_completed' ? event.server_timings : undefined;
}

function roundToMicroseconds(timeMs: number): number {
  return Math.round(timeMs * 1000) / 1000;
}
