import type { IncomingMessage } from 'node:http';
import type { CompletionObserver } from '../capture/completion-observer.js';
import type { CompletionRoute } from '../capture/completion-route.js';
import { parseSentRequest } from '../capture/sent-request.js';
import { asError, type ErrorHandler } from '../report-error.js';
import { SIMULATED_HEADER } from '../simulated-header.js';
import { type BodyDecoder, bodyDecoder, decodedBody } from './content-decoding.js';
import type { ExchangeWatcher } from './forward.js';

/** The longest request that is kept to be recorded, in bytes. */
const MAX_REQUEST = 256 << 20;

/**
 * Hands what passes through the proxy to the observer of a completion, each piece with its time, in the next turn of the event loop:
 * when it is on its way. Nothing that goes wrong here reaches the exchange.
 */
export class RecordedExchange implements ExchangeWatcher {
  readonly #observer: CompletionObserver;
  readonly #route: CompletionRoute;
  readonly #encoding?: string;
  readonly #onError: ErrorHandler;
  #pieces: Uint8Array[] = [];
  #length = 0;
  #isSent = false;
  #decoder?: BodyDecoder;
  #later: (() => void)[] = [];

  /** `encoding` is the request's own. */
  constructor(
    observer: CompletionObserver,
    route: CompletionRoute,
    encoding: string | undefined,
    onError: ErrorHandler,
  ) {
    this.#observer = observer;
    this.#route = route;
    this.#encoding = encoding;
    this.#onError = onError;
  }

  sent(bytes: Uint8Array): void {
    this.#length += bytes.length;
    if (this.#length > MAX_REQUEST) this.#pieces = [];
    else this.#pieces.push(bytes);
  }

  sentAll(): void {
    if (this.#isSent) return;
    this.#isSent = true;
    this.#inNextTurn(() => {
      const body = Buffer.concat(this.#pieces.splice(0));
      this.#observer.sent(this.#try(() => this.#parsed(body)));
    });
  }

  head(answer: IncomingMessage): void {
    this.#inNextTurn(() => this.#takeHead(answer));
  }

  chunk(bytes: Uint8Array): void {
    const arrivalMs = this.#observer.elapsedMs();
    this.#inNextTurn(() => this.#decoder?.push(bytes, arrivalMs));
  }

  end(): void {
    const endMs = this.#observer.elapsedMs();
    this.#inNextTurn(() => this.#decoder?.end(() => this.#observer.end(endMs)));
  }

  cut(error: Error): void {
    const endMs = this.#observer.elapsedMs();
    this.#inNextTurn(() => this.#afterDecoding(() => this.#observer.cut(error, endMs)));
  }

  unanswered(error: Error): void {
    this.#inNextTurn(() => this.#observer.unanswered(error));
  }

  cancel(): void {
    const endMs = this.#observer.elapsedMs();
    this.#inNextTurn(() => this.#afterDecoding(() => this.#observer.cancel(endMs)));
  }

  /** Hands over at once what waits for the next turn. */
  flush(): void {
    for (const one of this.#later.splice(0)) this.#try(one);
  }

  #inNextTurn(step: () => void): void {
    this.#later.push(step);
    if (this.#later.length === 1) setImmediate(() => this.flush());
  }

  #takeHead({ statusCode = 0, statusMessage = '', headers }: IncomingMessage): void {
    this.#observer.head({
      status: statusCode,
      statusText: statusMessage,
      contentType: headers['content-type'],
      simulated: headers[SIMULATED_HEADER] !== undefined || undefined,
    });
    const take = (bytes: Uint8Array, arrivalMs: number) => this.#observer.chunk(bytes, arrivalMs);
    const fail = (error: Error) => this.#observer.cut(error);
    const encoding = headers['content-encoding'];
    this.#decoder = bodyDecoder(encoding, take, fail);
    if (this.#decoder) return;
    this.#decoder = { push: () => {}, end: (done) => done() };
    this.#observer.veiled(`The answer came in the encoding ${encoding}, which cannot be read here.`);
  }

  #afterDecoding(tell: () => void): void {
    if (this.#decoder) this.#decoder.end(tell);
    else tell();
  }

  #parsed(body: Buffer) {
    if (this.#length > MAX_REQUEST) throw new Error('A request of more than 256 MiB is not recorded.');
    return parseSentRequest(decodedBody(this.#encoding, body).toString(), this.#route);
  }

  #try<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (thrown) {
      this.#onError(asError(thrown));
      return undefined;
    }
  }
}
