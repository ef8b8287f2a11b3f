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

/** Hands what passes through the proxy to the observer of a completion. Nothing that goes wrong here reaches the exchange. */
export class RecordedExchange implements ExchangeWatcher {
  readonly #observer: CompletionObserver;
  readonly #route: CompletionRoute;
  readonly #encoding?: string;
  readonly #onError: ErrorHandler;
  #pieces: Uint8Array[] = [];
  #length = 0;
  #isSent = false;
  #decoder?: BodyDecoder;

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
    const body = Buffer.concat(this.#pieces.splice(0));
    this.#observer.sent(this.#try(() => this.#parsed(body)));
  }

  head({ statusCode = 0, statusMessage = '', headers }: IncomingMessage): void {
    this.#observer.head({
      status: statusCode,
      statusText: statusMessage,
      contentType: headers['content-type'],
      simulated: headers[SIMULATED_HEADER] !== undefined || undefined,
    });
    const take = (bytes: Uint8Array) => this.#observer.chunk(bytes);
    const fail = (error: Error) => this.#observer.cut(error);
    this.#decoder = this.#try(() => bodyDecoder(headers['content-encoding'], take, fail));
    if (!this.#decoder) this.#observer.unreadable('The answer is in an encoding that is not read.');
  }

  chunk(bytes: Uint8Array): void {
    this.#decoder?.push(bytes);
  }

  end(): void {
    this.#decoder?.end(() => this.#observer.end());
  }

  cut(error: Error): void {
    this.#afterDecoding(() => this.#observer.cut(error));
  }

  unanswered(error: Error): void {
    this.#observer.unanswered(error);
  }

  cancel(): void {
    this.#afterDecoding(() => this.#observer.cancel());
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
