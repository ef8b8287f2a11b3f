import { createParser } from 'eventsource-parser';
import type { AbortSignalLike } from '../platform.js';
import { PlayerError } from '../player-error.js';
import { backOffMs, wait } from './back-off.js';
import { type Connection, connectionSignal } from './connection.js';
import type { LiveRun } from './live-run.js';
import { Pace } from './pace.js';
import { SilenceWatch } from './silence-watch.js';
import type { SourceContext, SourceSink } from './source.js';

/** The longest frame that is kept, in characters: bounds what a broken server can make us hold. */
export const MAX_FRAME_CHARS = 64 * 1024 * 1024;

/** How often a stream that has not sent an event yet is asked again. Once it has, it is asked until it ends. */
const MAX_FIRST_TRIES = 5;

/** Asks for the stream's text, from after an event or from the start; undefined: the server says that there is no more. */
export type Connect = (
  lastEventId: string | undefined,
  signal: AbortSignalLike,
) => Promise<AsyncIterable<string> | undefined>;

/** What a live run is followed with. */
export interface LiveOptions {
  readonly connect: Connect;
  readonly run: LiveRun;
  /** How often the server lets hear of itself, where it does so. */
  readonly heartbeatMs: number;
  /** 0..1. */
  readonly random: () => number;
  /** For messages. */
  readonly url: string;
}

/** Follows one run of a live stream to its end, through as many connections as that takes. */
export class LiveIntake {
  readonly #sink: SourceSink;
  readonly #context: SourceContext;
  readonly #options: LiveOptions;
  readonly #run: LiveRun;
  readonly #pace: Pace;
  #lastEventId?: string;
  #retryMs?: number;
  #failures = 0;
  #isOpen = false;
  /** Whether the server is known to send heartbeats. */
  #isBeating = false;

  constructor(sink: SourceSink, context: SourceContext, options: LiveOptions) {
    this.#sink = sink;
    this.#context = context;
    this.#options = options;
    this.#run = options.run;
    this.#pace = new Pace(context.scheduler);
  }

  /** Reads the connection that is there, and further ones until the run has ended, the server says so, or it is aborted. */
  async read(first: Connection): Promise<void> {
    let connection: Connection | undefined = first;
    let isFromStart = true;
    while (connection) {
      await this.#readConnection(connection, isFromStart);
      if (this.#run.trace.isEnded || this.#context.signal.aborted) return;
      [connection, isFromStart] = await this.#reconnect();
    }
    if (!this.#isOpen && !this.#context.signal.aborted) throw this.#nothingCame();
  }

  async #readConnection(connection: Connection, isFromStart: boolean): Promise<void> {
    let isLost = false;
    const watch = this.#watch(connection.cut);
    const parser = createParser({
      maxBufferSize: MAX_FRAME_CHARS,
      onRetry: (retryMs) => (this.#retryMs = retryMs),
      onComment: (comment) => watch.heard(comment),
      onEvent: ({ data, id }) => {
        if (isLost || this.#run.trace.isEnded) return;
        isLost = this.#run.take(data, isFromStart) === 'lost';
        this.#lastEventId = isLost ? undefined : (id ?? this.#lastEventId);
        this.#failures = 0;
      },
    });
    try {
      this.#setConnection('open');
      for await (const text of connection.texts) {
        watch.alive();
        parser.feed(text);
        this.#show();
        if (isLost || this.#run.trace.isEnded) return;
        if (this.#pace.isSpent(text.length)) await this.#pace.yield();
      }
    } catch {
      // However a connection ends, the next one goes on from there.
    } finally {
      this.#isBeating ||= watch.isBeating;
      watch.stop();
      connection.cut();
    }
  }

  /** A server that sent heartbeats before is expected to go on with them. */
  #watch(onSilence: () => void): SilenceWatch {
    const watch = new SilenceWatch(this.#context.scheduler, this.#options.heartbeatMs, onSilence);
    if (this.#isBeating) watch.start();
    return watch;
  }

  /** Tries until there is a connection, or no more to be had. */
  async #reconnect(): Promise<[connection: Connection | undefined, isFromStart: boolean]> {
    for (;;) {
      if (!this.#isOpen && this.#failures >= MAX_FIRST_TRIES) throw this.#nothingCame();
      this.#setConnection('reconnecting');
      await wait(backOffMs(this.#failures, this.#retryMs, this.#options.random()), this.#context);
      if (this.#context.signal.aborted) return [undefined, false];
      // A server that refuses to be resumed may still start again: what is held is dropped.
      const lastEventId = this.#failures % 3 === 2 ? undefined : this.#lastEventId;
      this.#failures++;
      try {
        return [await this.#connect(lastEventId), lastEventId === undefined];
      } catch {
        if (this.#context.signal.aborted) return [undefined, false];
      }
    }
  }

  /** An answer is waited for no longer than a heartbeat would be. */
  async #connect(lastEventId: string | undefined): Promise<Connection | undefined> {
    const { signal, cut } = connectionSignal(this.#context.signal);
    const watch = this.#watch(cut);
    try {
      const texts = await this.#options.connect(lastEventId, signal);
      if (!texts) cut();
      return texts && { texts, cut };
    } catch (failure) {
      cut();
      throw failure;
    } finally {
      watch.stop();
    }
  }

  #show(): void {
    const { trace } = this.#run;
    if (trace.length === 0) return;
    if (this.#isOpen) return this.#sink.grew();
    this.#isOpen = true;
    this.#sink.setConnection('open');
    this.#sink.open(trace, { isLive: true });
  }

  /** Until its first event, a stream that was lost is being connected to: there is nothing yet to come back to. */
  #setConnection(connection: 'open' | 'reconnecting'): void {
    this.#sink.setConnection(connection === 'open' || this.#isOpen ? connection : 'connecting');
  }

  #nothingCame(): PlayerError {
    const { url } = this.#options;
    return new PlayerError('empty', `The stream at ${url} ended before its first event.`, { url });
  }
}
