import type { JsonObject, Timing } from '../events.js';
import type { DialectEvent } from '../dialects/dialect.js';
import { asCount } from '../dialects/json-values.js';

/** Pace given to a body that tells no times at all: 40 chunks a second, about how fast a person follows. Always marked. */
const ESTIMATED_CHUNK_MS = 25;

/** Where the events of one request lie in time, counted from its own zero. */
export interface BodyTimes {
  readonly timing: Timing;
  /** Whether zero is when the request was sent (else it is when the first chunk came). */
  readonly isPromptTimeKnown: boolean;
  /** Zero on the server's clock, where there is one. */
  readonly zeroClockMs?: number;
  /** Milliseconds since zero of each event, never decreasing. */
  readonly timesMs: readonly number[];
}

/** Chooses the best clock that a request's events offer: the server's on each chunk, its totals spread evenly, or an even pace. */
export function bodyTimes(events: readonly DialectEvent[]): BodyTimes {
  // A clock that comes only with the last text, as final figures do, tells no chunk's time.
  const first = events.find(({ event }) => event.type === 'token') ?? events.at(-1);
  const firstClockMs = first?.serverClockMs;
  return firstClockMs === undefined ? estimatedTimes(events) : serverTimes(events, firstClockMs);
}

function serverTimes(events: readonly DialectEvent[], firstClockMs: number): BodyTimes {
  const startMs = events.findLast((event) => event.serverStartMs !== undefined)?.serverStartMs;
  const zeroClockMs = startMs ?? firstClockMs;
  let lastMs = 0;
  const timesMs = events.map(({ serverClockMs }) => {
    if (serverClockMs !== undefined) lastMs = Math.max(lastMs, serverClockMs - zeroClockMs);
    return lastMs;
  });
  return { timing: 'server', isPromptTimeKnown: startMs !== undefined, zeroClockMs, timesMs };
}

function estimatedTimes(events: readonly DialectEvent[]): BodyTimes {
  const chunks = events.reduce((sum, { event }) => sum + (event.type === 'token' ? 1 : 0), 0);
  const { firstMs, stepMs } = serverPace(events, chunks) ?? {
    firstMs: ESTIMATED_CHUNK_MS,
    stepMs: ESTIMATED_CHUNK_MS,
  };
  let seen = 0;
  const timesMs = events.map(({ event }) => {
    if (event.type === 'token') seen++;
    return seen === 0 ? 0 : firstMs + (seen - 1) * stepMs;
  });
  return { timing: 'estimated', isPromptTimeKnown: true, timesMs };
}

/** Final figures tell how long the first token and the rest took, though not each chunk's time. */
function serverPace(
  events: readonly DialectEvent[],
  chunks: number,
): { firstMs: number; stepMs: number } | undefined {
  const timings = events.map(({ event }) => timingsOf(event)).find((found) => found !== undefined);
  const spans = timings && (llamaCppSpans(timings) ?? lmStudioSpans(timings));
  if (!spans || chunks < 2) return undefined;
  return { firstMs: spans.promptMs, stepMs: spans.answerMs / (chunks - 1) };
}

/** How long the answer's first token and the rest of it took. */
interface AnswerSpans {
  readonly promptMs: number;
  readonly answerMs: number;
}

function llamaCppSpans(timings: JsonObject): AnswerSpans | undefined {
  const promptMs = asCount(timings.prompt_ms);
  const answerMs = asCount(timings.predicted_ms);
  return promptMs === undefined || answerMs === undefined ? undefined : { promptMs, answerMs };
}

function lmStudioSpans(stats: JsonObject): AnswerSpans | undefined {
  const promptSeconds = asCount(stats.time_to_first_token_seconds);
  const tokens = asCount(stats.total_output_tokens);
  const tokensPerSecond = asCount(stats.tokens_per_second);
  if (promptSeconds === undefined || tokens === undefined || !tokensPerSecond) return undefined;
  return { promptMs: promptSeconds * 1000, answerMs: (tokens / tokensPerSecond) * 1000 };
}

function timingsOf(event: DialectEvent['event']): JsonObject | undefined {
  return event.type === 'response_completed' ? event.server_timings : undefined;
}
