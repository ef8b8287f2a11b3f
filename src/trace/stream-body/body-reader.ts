import type { DialectEvent, DialectName, DialectStream, UntimedEvent } from '../dialects/dialect.js';
import { createDialectStream } from '../dialects/registry.js';
import type { TraceEvent } from '../events.js';
import { Trace } from '../trace.js';
import { type FormatFault, TraceFormatError, type TraceReader } from '../trace-reader.js';
import { type BodyTimes, bodyTimes } from './body-times.js';

/** Events added per call of `finish`: a few milliseconds' work. */
const EVENTS_PER_SLICE = 20_000;

/** The last moment that a `Date` can tell. */
const LATEST_DATE_MS = 8.64e15;

/** Completions of a saved body have ids, so that further choices of the request can stand beside the first. */
const COMPLETION_ID = 'c1';

/** Whose dialects are theirs alone; the others are spoken by many. */
const PROVIDERS: Partial<Record<DialectName, string>> = {
  anthropic: 'anthropic',
  gemini: 'google',
  'llama-cpp': 'llama.cpp',
  'lm-studio': 'lm-studio',
  ollama: 'ollama',
};

/**
 * Reads a saved stream body as a trace. Its times are known only at its end (Ollama tells there how long the whole took), so its
 * events are added when it has ended, some at a time.
 */
export class StreamBodyReader implements TraceReader {
  readonly trace = new Trace();
  readonly #dialect: DialectName;
  readonly #stream: DialectStream;
  readonly #events: DialectEvent[] = [];
  #times?: BodyTimes;
  #added = 0;

  constructor(dialect: DialectName) {
    this.#dialect = dialect;
    this.#stream = createDialectStream(dialect, { completionId: COMPLETION_ID });
  }

  push(text: string): void {
    for (const event of this.#stream.push(text)) this.#events.push(event);
  }

  finish(): boolean {
    this.#times ??= this.#begin();
    const end = Math.min(this.#events.length, this.#added + EVENTS_PER_SLICE);
    for (; this.#added < end; this.#added++) this.#add(this.#events[this.#added]!, this.#times);
    if (this.#added < this.#events.length) return false;
    this.#end();
    return true;
  }

  #begin(): BodyTimes {
    for (const event of this.#stream.finish()) this.#events.push(event);
    if (!this.#events.some(({ event }) => this.#isAnswer(event)))
      throw new TraceFormatError(this.#faultWithoutAnswer, 'no answer in it');
    if (this.#dialect === 'plain-text') this.trace.addNotice('unknown_dialect');
    const times = bodyTimes(this.#events, this.#stream.serverStartMs);
    this.trace.append({
      type: 'run_started',
      time_ms: 0,
      run_id: '',
      model: this.#stream.model ?? '',
      provider: PROVIDERS[this.#dialect] ?? '',
      started_at: startedAt(times),
      timing: times.timing,
    });
    if (times.isPromptTimeKnown) {
      this.trace.append({ type: 'prompt_sent', time_ms: 0, completion_id: COMPLETION_ID, messages: [] });
    }
    if (times.timing === 'estimated') this.trace.addNotice('estimated_times');
    return times;
  }

  /** Plain text is always taken as complete: only text shows that there was any. */
  #isAnswer({ type }: UntimedEvent): boolean {
    return this.#dialect === 'plain-text' ? type === 'token' : type !== 'log';
  }

  /** Any stream that tells an error is tried as the one, any JSON with an answer's fields as the others. */
  get #faultWithoutAnswer(): FormatFault {
    return this.#dialect === 'openai-chat' ? 'unknown_format' : 'wrong_shape';
  }

  #add(event: DialectEvent, times: BodyTimes): void {
    this.trace.append({ ...event.event, time_ms: times.timeOf(event, this.#added) } as TraceEvent);
  }

  #end(): void {
    const duration = { time_ms: this.trace.durationMs, duration_ms: this.trace.durationMs };
    const { ending, error } = this.#stream;
    if (ending === 'completed') this.trace.append({ type: 'run_completed', ...duration });
    else if (ending === 'failed') {
      this.trace.append({ type: 'run_failed', ...duration, error: { ...error!, code: 'server_error' } });
    } else {
      const message = 'the stream ended before its end mark';
      this.trace.append({ type: 'run_failed', ...duration, error: { message, code: 'stream_cut' } });
      this.trace.addNotice('truncated');
    }
  }
}

/** The wall time of zero, where the server's clock is one of the day and not of the request. */
function startedAt({ zeroClockMs = 0 }: BodyTimes): string {
  const isWallClock = zeroClockMs > 0 && zeroClockMs <= LATEST_DATE_MS;
  return isWallClock ? new Date(zeroClockMs).toISOString() : '';
}
