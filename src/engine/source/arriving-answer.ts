import {
  createDialectStream,
  type DialectEvent,
  type DialectName,
  type DialectStream,
  Trace,
  type TraceEvent,
  TraceFormatError,
} from '../../trace/index.js';
import { PROVIDERS, streamEnd } from '../../trace/stream-body/stream-run.js';
import { Pace } from './pace.js';
import type { SourceContext, SourceSink } from './source.js';

/** A piece of a stream, and when it came. */
export interface ArrivedText {
  readonly text: string;
  readonly atMs: number;
}

/**
 * Plays a model server's answer while it is being sent: each chunk at the time at which it came, since the first one. When its
 * prompt was sent is not known. What was shown is kept when the connection breaks, and the failure thrown.
 */
export class ArrivingAnswer {
  readonly #sink: SourceSink;
  readonly #context: SourceContext;
  readonly #dialect: DialectName;
  readonly #stream: DialectStream;
  readonly #trace = new Trace();
  #zeroMs?: number;
  #isOpen = false;

  constructor(dialect: DialectName, sink: SourceSink, context: SourceContext) {
    this.#sink = sink;
    this.#context = context;
    this.#dialect = dialect;
    this.#stream = createDialectStream(dialect, { completionId: 'c1' });
  }

  async read(texts: AsyncIterable<ArrivedText>): Promise<void> {
    const { scheduler, signal } = this.#context;
    const pace = new Pace(scheduler);
    let failure: unknown;
    try {
      for await (const { text, atMs } of texts) {
        this.#zeroMs ??= atMs;
        this.#take(this.#stream.push(text, atMs - this.#zeroMs));
        this.#show();
        if (pace.isSpent(text.length)) await pace.yield();
      }
    } catch (error) {
      failure = error;
    }
    if (signal.aborted) return;
    this.#end(scheduler.now() - (this.#zeroMs ?? scheduler.now()));
    if (failure !== undefined) throw failure;
  }

  #take(events: readonly DialectEvent[]): void {
    if (events.length > 0 && this.#trace.length === 0) this.#begin();
    for (const { event, arrivalMs } of events) {
      const timeMs = Math.max(arrivalMs, this.#trace.durationMs);
      this.#trace.append({ ...event, time_ms: timeMs } as TraceEvent);
    }
  }

  #begin(): void {
    this.#trace.addNotice('arrival_times');
    this.#trace.append({
      type: 'run_started',
      time_ms: 0,
      run_id: '',
      model: this.#stream.model ?? '',
      provider: PROVIDERS[this.#dialect] ?? '',
      started_at: '',
      timing: 'recorded',
    });
  }

  #show(): void {
    if (this.#trace.length === 0) return;
    if (this.#isOpen) return this.#sink.grew();
    this.#isOpen = true;
    this.#sink.open(this.#trace, { isLive: true });
  }

  #end(timeMs: number): void {
    this.#take(this.#stream.finish(timeMs));
    if (this.#trace.length === 0) throw new TraceFormatError('unknown_format', 'no answer in it');
    this.#trace.append(streamEnd(this.#stream, Math.max(timeMs, this.#trace.durationMs)));
    if (this.#stream.ending === 'open') this.#trace.addNotice('truncated');
    this.#show();
  }
}
