import type { DialectEvent } from '../../trace/index.js';
import { isPage, notAStream, SHOWN_LENGTH, unfinished } from '../answer-failure.js';
import { asError, type ErrorHandler } from '../report-error.js';
import { RunFailure, serverMessage, unreachable } from '../run-failure.js';
import { AnswerDialect, dialectByType } from './answer-dialect.js';
import type { CapturedRun, Outcome } from './captured-run.js';
import type { CompletionRoute } from './completion-route.js';
import type { SentRequest } from './sent-request.js';

/** How much of a refusal's body is kept for its message, in characters. */
const MAX_REFUSAL = 64 * 1024;

/** The head of an answer, as far as a recording needs it. */
export interface AnswerHead {
  readonly status: number;
  readonly statusText: string;
  readonly contentType?: string;
  /** Whether the server says that no real model is behind it. */
  readonly simulated?: boolean;
}

/** What is known of a request before its body has been read. */
export interface ObservedRequest {
  readonly route: CompletionRoute;
  /** Without credentials and query. */
  readonly shownUrl: string;
  /** What must not stand in a file, should the server repeat it. */
  readonly secrets: readonly string[];
}

/**
 * Watches one request and its answer from the side, and records them into a run. Whatever it is told, it never throws: what goes
 * wrong is reported once, and the rest of that completion is not recorded. What comes before the request's body has been read
 * waits, with its own time.
 */
export class CompletionObserver {
  readonly #run: CapturedRun;
  readonly #request: ObservedRequest;
  readonly #onError: ErrorHandler;
  readonly #sentMs: number;
  readonly #decoder = new TextDecoder();
  #state: 'waiting' | 'open' | 'closed' = 'waiting';
  #waiting: (() => void)[] = [];
  #id = '';
  #head?: AnswerHead;
  #dialect?: AnswerDialect;
  /** The beginning of the body. */
  #shown = '';
  #hasText = false;
  #isVeiled = false;

  /** `beganMs`: when the request was made, on the run's monotonic clock. Default: now. */
  constructor(run: CapturedRun, request: ObservedRequest, onError: ErrorHandler, beganMs?: number) {
    this.#run = run;
    this.#request = request;
    this.#onError = onError;
    this.#sentMs = run.elapsedMs(beganMs);
    run.enter();
    for (const secret of request.secrets) run.redaction.add(secret);
  }

  /** The request's body has been read; undefined: it asks for no completion, and nothing is recorded. */
  sent(request: SentRequest | undefined): void {
    this.#guard(() => {
      if (this.#state !== 'waiting') return;
      if (!request) return this.#leave();
      this.#state = 'open';
      this.#id = this.#run.begin({ provider: this.#request.route.provider, request }, this.#sentMs);
      for (const step of this.#waiting.splice(0)) step();
    });
  }

  /** The answer's head is there. */
  head(head: AnswerHead): void {
    this.#whenSent(() => {
      this.#head = head;
      if (head.simulated) this.#run.restate({ simulated: true });
      if (isRefusal(head)) return;
      const dialect = dialectByType(this.#request.route.dialect, head.contentType);
      this.#dialect = new AnswerDialect(dialect, this.#id);
    });
  }

  /** The run's time: for what is told later than it happened. */
  elapsedMs(): number {
    return this.#run.elapsedMs();
  }

  /** A piece of the body came. Reads it before it returns. */
  chunk(bytes: Uint8Array, arrivalMs = this.#run.elapsedMs()): void {
    this.#guard(() => {
      if (this.#state === 'closed') return;
      const text = this.#decoder.decode(bytes, { stream: true });
      this.#whenSent(() => this.#take(text, arrivalMs));
    });
  }

  /** The body has ended in order. */
  end(endMs = this.#run.elapsedMs()): void {
    this.#whenSent(() => {
      if (isRefusal(this.#head)) return this.#fail(this.#refusal());
      if (this.#isVeiled) return this.#close({ status: 'completed' });
      this.#take(this.#decoder.decode(), endMs);
      this.#finish(endMs);
    });
  }

  /** The body broke off. */
  cut(error: unknown, endMs = this.#run.elapsedMs()): void {
    const message = `The connection to the model server broke: ${asError(error).message}`;
    this.#whenSent(() => {
      if (isRefusal(this.#head)) return this.#fail(this.#refusal());
      const cut = new RunFailure('stream_cut', message);
      if (this.#isVeiled) this.#fail(cut);
      else this.#finish(endMs, cut);
    });
  }

  /** No answer came. */
  unanswered(error: unknown): void {
    this.#whenSent(() => this.#fail(unreachable(asError(error), this.#request.shownUrl)));
  }

  /** The client wants no more. */
  cancel(endMs = this.#run.elapsedMs()): void {
    this.#whenSent(() => {
      // Nobody need read why a request was refused.
      if (isRefusal(this.#head)) return this.#fail(this.#refusal());
      if (this.#dialect) this.#emit(this.#dialect.breakOff(endMs));
      this.#close(this.#dialect?.ending === 'completed' ? { status: 'completed' } : { status: 'cancelled' });
    });
  }

  /** The answer's body comes in what is not understood: that is logged, and recorded is how it ends. */
  veiled(message: string): void {
    this.#whenSent(() => {
      this.#isVeiled = true;
      this.#dialect = undefined;
      this.#run.emit({ type: 'log', level: 'warning', message });
    });
  }

  /** Nothing of the answer can be watched: the completion ends as far as it is known. */
  unreadable(message: string): void {
    this.#whenSent(() => this.#fail(new RunFailure('stream_cut', message)));
  }

  #take(text: string, arrivalMs: number): void {
    const limit = isRefusal(this.#head) ? MAX_REFUSAL : SHOWN_LENGTH;
    if (this.#shown.length < limit) this.#shown += text.slice(0, limit);
    if (!this.#dialect) return;
    if (isPage(this.#shown)) return;
    this.#emit(this.#dialect.push(text, arrivalMs));
    const { ending, model } = this.#dialect;
    if (model) this.#run.restate({ model });
    if (ending !== 'open') this.#finish(arrivalMs);
  }

  #emit(events: readonly DialectEvent[]): void {
    for (const { event, arrivalMs } of events) {
      if (event.type === 'token' && event.text !== '') this.#hasText = true;
      this.#run.emit(event, arrivalMs);
    }
  }

  /** The stream is over: tells how. A break of the connection is no news once the stream had ended. */
  #finish(endMs: number, cut?: RunFailure): void {
    const dialect = this.#dialect;
    if (this.#state === 'closed' || !dialect) return;
    if (isPage(this.#shown)) return this.#fail(notAStream(this.#shown));
    this.#emit(cut ? dialect.breakOff(endMs) : dialect.finish(endMs));
    if (dialect.model) this.#run.restate({ model: dialect.model });
    if (dialect.ending === 'completed') return this.#close({ status: 'completed' });
    if (dialect.error) {
      const error = { message: dialect.error.message, code: 'server_error' };
      return this.#close({ status: 'failed', error }, true);
    }
    this.#fail(cut ?? unfinished(this.#hasText, this.#shown));
  }

  #refusal(): RunFailure {
    const { status = 0, statusText = '' } = this.#head ?? {};
    const said = serverMessage(this.#shown) ?? `from ${this.#request.shownUrl}`;
    return new RunFailure('http_error', `HTTP ${status}${statusText ? ` ${statusText}` : ''}: ${said}`);
  }

  #fail(failure: RunFailure): void {
    this.#close({ status: 'failed', error: failure.runError });
  }

  #close(outcome: Outcome, isTold = false): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#run.close(this.#id, outcome, { isTold });
  }

  #leave(): void {
    this.#state = 'closed';
    this.#waiting = [];
    this.#run.leave();
  }

  #whenSent(step: () => void): void {
    this.#guard(() => {
      if (this.#state === 'waiting') this.#waiting.push(step);
      else if (this.#state === 'open') step();
    });
  }

  /** Recording must harm neither the program nor its answer. */
  #guard(step: () => void): void {
    try {
      step();
    } catch (thrown) {
      this.#report(asError(thrown));
    }
  }

  #report(error: Error): void {
    const harmless = (step: () => void) => {
      try {
        step();
      } catch {
        // Nobody is left to be told.
      }
    };
    harmless(() => this.#fail(new RunFailure('stream_cut', 'The recording of this answer failed.')));
    harmless(() => this.#onError(error));
  }
}

function isRefusal(head: AnswerHead | undefined): boolean {
  return head !== undefined && (head.status < 200 || head.status > 299);
}
