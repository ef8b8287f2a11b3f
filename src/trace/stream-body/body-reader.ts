import type { DialectEvent, DialectName, DialectStream, UntimedEvent } from '../dialects/dialect.js';
import { createDialectStream } from '../dialects/registry.js';
import type { TraceEvent } from '../events.js';
import { LATEST_DATE_MS, timeOf } from '../time-of.js';
import { Trace } from '../trace.js';
import { type FormatFault, TraceFormatError, type TraceReader } from '../trace-reader.js';
import { type BodyRequest, bodyRequests, FIRST_ID } from './body-requests.js';
import type { BodyTimes } from './body-times.js';
import { PROVIDERS, streamEnd } from './stream-run.js';

/** Events added per call of `finish`: a few milliseconds' work. */
const EVENTS_PER_SLICE = 20_000;

const ONE_AFTER_THE_OTHER =
  'The body does not tell when each request began: they are shown one after the other.';

/**
 * Reads a saved stream body as a trace. Its times are known only at its end (Ollama tells there how long the whole took), so its
 * events are added when it has ended, some at a time.
 */
export class StreamBodyReader implements TraceReader {
  readonly trace = new Trace();
  readonly #dialect: DialectName;
  readonly #stream: DialectStream;
  readonly #events: DialectEvent[] = [];
  #requests?: readonly BodyRequest[];
  /** How many requests are done, and how many events of the next one. */
  #done = 0;
  #added = 0;

  constructor(dialect: DialectName) {
    this.#dialect = dialect;
    this.#stream = createDialectStream(dialect, {
      completionId: FIRST_ID,
      nextCompletionId: (request) => `c${request}`,
    });
  }

  push(text: string): void {
    for (const event of this.#stream.push(text)) this.#events.push(event);
  }

  finish(): boolean {
    this.#requests ??= this.#begin();
    let room = EVENTS_PER_SLICE;
    for (; this.#done < this.#requests.length; this.#done++) {
      room -= this.#addRequest(this.#requests[this.#done]!, room);
      if (room <= 0) return false;
    }
    this.#end();
    return true;
  }

  #begin(): readonly BodyRequest[] {
    for (const event of this.#stream.finish()) this.#events.push(event);
    if (!this.#events.some(({ event }) => this.#isAnswer(event)))
      throw new TraceFormatError(this.#faultWithoutAnswer, 'no answer in it');
    if (this.#dialect === 'plain-text') this.trace.addNotice('unknown_dialect');
    const requests = bodyRequests(this.#events);
    const isEstimated = requests.some(({ times }) => times.timing === 'estimated');
    this.trace.append({
      type: 'run_started',
      time_ms: 0,
      run_id: '',
      model: this.#stream.model ?? '',
      provider: PROVIDERS[this.#dialect] ?? '',
      started_at: startedAt(requests[0]!.times),
      timing: isEstimated ? 'estimated' : 'server',
    });
    if (isEstimated) this.trace.addNotice('estimated_times');
    else if (requests.some(({ isStartAssumed }) => isStartAssumed))
      this.trace.append({ type: 'log', time_ms: 0, level: 'info', message: ONE_AFTER_THE_OTHER });
    return requests;
  }

  /** Plain text is always taken as complete: only text shows that there was any. */
  #isAnswer({ type }: UntimedEvent): boolean {
    return this.#dialect === 'plain-text' ? type === 'token' : type !== 'log';
  }

  /** Any stream that tells an error is tried as the one, any JSON with an answer's fields as the others. */
  get #faultWithoutAnswer(): FormatFault {
    return this.#dialect === 'openai-chat' ? 'unknown_format' : 'wrong_shape';
  }

  /** Adds as many of a request's events as there is room for. Returns how many were added; none are left when there is room left. */
  #addRequest({ completionId, events, times, startMs }: BodyRequest, room: number): number {
    if (this.#added === 0 && times.isPromptTimeKnown) {
      const sent = { time_ms: timeOf(startMs), completion_id: completionId };
      this.trace.append({ type: 'prompt_sent', ...sent, messages: [] });
    }
    const from = this.#added;
    const end = Math.min(events.length, from + room);
    for (; this.#added < end; this.#added++) {
      const timeMs = timeOf(startMs + times.timesMs[this.#added]!);
      this.trace.append({ ...events[this.#added]!.event, time_ms: timeMs } as TraceEvent);
    }
    const added = end - from;
    if (added < room) this.#added = 0;
    return added;
  }

  #end(): void {
    this.trace.append(streamEnd(this.#stream, this.trace.durationMs));
    if (this.#stream.ending === 'open') this.trace.addNotice('truncated');
  }
}

/** The wall time of zero, where the server's clock is one of the day and not of the request. */
function startedAt({ zeroClockMs = 0 }: BodyTimes): string {
  const isWallClock = zeroClockMs > 0 && zeroClockMs <= LATEST_DATE_MS;
  return isWallClock ? new Date(zeroClockMs).toISOString() : '';
}
