import type { Trace, TraceReader } from '../../trace/index.js';
import { ReplayLineReader } from '../../trace/replay-file/line-reader.js';
import { opensReplayLines } from '../../trace/replay-file/opens-replay-lines.js';
import { PlayerError } from '../player-error.js';
import { Pace } from './pace.js';
import type { SourceContext, SourceSink } from './source.js';

/** How long what was read may wait to be shown: a frame. Each showing makes the views look again. */
const SHOW_MS = 16;

/** A file's text in pieces. undefined: what came by now has to tell its format. */
type Texts = AsyncIterable<string | undefined> | Iterable<string>;

interface FileOptions {
  readonly startMs?: number;
}

/**
 * Reads a file's text into a trace as it comes: tells its format by its first characters, shows what there is from the first
 * event on, and lets the host have its turn between slices.
 */
export class FileIntake {
  readonly #sink: SourceSink;
  readonly #context: SourceContext;
  readonly #options: FileOptions;
  readonly #pace: Pace;
  #reader?: TraceReader;
  #head = '';
  #detectAtLength = 0;
  #isOpen = false;
  #shownAtMs = -Infinity;
  #cancelShow?: () => void;

  constructor(sink: SourceSink, context: SourceContext, options: FileOptions = {}) {
    this.#sink = sink;
    this.#context = context;
    this.#options = options;
    this.#pace = new Pace(context.scheduler);
  }

  /** Reads all of the text. Throws why it broke off, without words, once what came before is shown. */
  async read(texts: Texts): Promise<void> {
    try {
      const failure = await this.#readAll(texts);
      if (!this.#context.signal.aborted) await this.#finish(failure);
    } finally {
      this.#cancelShow?.();
    }
  }

  /** Gives back what broke it off. */
  async #readAll(texts: Texts): Promise<unknown> {
    try {
      for await (const text of texts) {
        if (text !== undefined) await this.#push(text);
        else if (!this.#reader) throw new PlayerError('unknown_format');
        if (this.#context.signal.aborted) break;
      }
      return undefined;
    } catch (error) {
      return error;
    }
  }

  async #push(text: string): Promise<void> {
    if (this.#reader) this.#reader.push(text);
    else await this.#pushHead(text, false);
    const isFirst = !this.#isOpen;
    this.#showSoon();
    // The first events are painted before the rest is read.
    if (this.#pace.isSpent(text.length) || (isFirst && this.#isOpen)) await this.#pace.yield();
  }

  /** Looks again when there is a quarter more, so that small chunks do not make it look at everything each time. */
  async #pushHead(text: string, isWhole: boolean): Promise<void> {
    this.#head += text;
    if (!isWhole && this.#head.length < this.#detectAtLength) return;
    this.#detectAtLength = this.#head.length < 4096 ? 0 : this.#head.length * 1.25;
    this.#reader = await readerOf(this.#head, isWhole);
    this.#reader?.push(this.#head);
    if (this.#reader) this.#head = '';
  }

  async #finish(brokenBy: unknown): Promise<void> {
    const failure = brokenBy ?? (await this.#finishReader());
    if (brokenBy !== undefined) await this.#finishReader();
    const trace = this.#reader?.trace;
    if (!trace || (failure !== undefined && trace.length === 0)) throw failure;
    const isLost = failure instanceof PlayerError;
    if (failure !== undefined && !isLost) trace.addNotice('truncated');
    if (!this.#isOpen) this.#open(trace, !isLost);
    if (isLost) throw failure;
  }

  /** Gives back why nothing of it was a trace. */
  async #finishReader(): Promise<unknown> {
    try {
      if (!this.#reader) await this.#pushHead('', true);
      while (!this.#reader!.finish()) {
        this.#showSoon();
        await this.#pace.yield();
      }
      return undefined;
    } catch (error) {
      return error;
    }
  }

  #showSoon(): void {
    const trace = this.#reader?.trace;
    if (!trace || trace.length === 0 || this.#cancelShow) return;
    const { scheduler } = this.#context;
    const waitMs = this.#shownAtMs + SHOW_MS - scheduler.now();
    if (waitMs <= 0) this.#show(trace);
    else this.#cancelShow = scheduler.setTimer(() => this.#show(trace), waitMs);
  }

  #show(trace: Trace): void {
    this.#cancelShow = undefined;
    this.#shownAtMs = this.#context.scheduler.now();
    if (this.#isOpen) this.#sink.grew();
    else this.#open(trace, false);
  }

  #open(trace: Trace, isComplete: boolean): void {
    this.#isOpen = true;
    this.#sink.open(trace, { startMs: this.#options.startMs, isComplete });
  }
}

/** Most files are told by their first line; what tells and reads the others loads on demand. undefined: more is needed to tell. */
async function readerOf(head: string, isWhole: boolean): Promise<TraceReader | undefined> {
  if (opensReplayLines(head)) return new ReplayLineReader();
  const { detectReader } = await import('./other-formats.js');
  return detectReader(head, isWhole);
}
