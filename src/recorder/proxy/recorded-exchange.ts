import type { IncomingMessage } from 'node:http';
import type { CompletionObserver } from '../capture/completion-observer.js';
import type { CompletionRoute } from '../capture/completion-route.js';
import { parseSentRequest } from '../capture/sent-request.js';
import { asError, type ErrorHandler } from '../report-error.js';
import { SIMULATED_HEADER } from '../simulated-header.js';
import { machineNow } from '../sleep-aware-clock.js';
import { type BodyDecoder, bodyDecoder, decodedBody } from './content-decoding.js';
import type { ExchangeWatcher } from './forward.js';

/** The longest request that is kept to be recorded, in bytes. */
const MAX_REQUEST = 256 << 20;

/**
 * How long a request that has been sent may wait to be recorded, in milliseconds, unless its answer comes: the run's file is made
 * then, and a server on a machine with few cores is to read the request meanwhile.
 */
const PAUSE_MS = 5;

/**
 * Hands what passes through the proxy to the observer of a completion, each piece with its time, in the next turn of the event loop:
 * when it is on its way. The observer, too, is made only once the request is. Nothing that goes wrong here reaches the exchange.
 */
export class RecordedExchange implements ExchangeWatcher {
  readonly #observe: (beganMs: number) => CompletionObserver;
  readonly #beganMs = machineNow();
  #observer?: CompletionObserver;
  readonly #route: CompletionRoute;
  readonly #encoding?: string;
  readonly #onError: ErrorHandler;
  #pieces: Uint8Array[] = [];
  #length = 0;
  #isSent = false;
  #decoder?: BodyDecoder;
  #later: (() => void)[] = [];
  #pause?: NodeJS.Timeout;
  #nextTurn?: NodeJS.Immediate;

  /** `observe` begins to observe a completion that was asked for at a moment of `machineNow`. `encoding` is the request's own. */
  constructor(
    observe: (beganMs: number) => CompletionObserver,
    route: CompletionRoute,
    encoding: string | undefined,
    onError: ErrorHandler,
  ) {
    this.#observe = observe;
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
    this.#later.push(() => {
      const body = Buffer.concat(this.#pieces.splice(0));
      this.#watching.sent(this.#try(() => this.#parsed(body)));
    });
    this.#pause = setTimeout(() => this.flush(), PAUSE_MS);
  }

  head(answer: IncomingMessage): void {
    this.#inNextTurn(() => this.#takeHead(answer));
  }

  chunk(bytes: Uint8Array): void {
    const arrivalMs = this.#watching.elapsedMs();
    this.#inNextTurn(() => this.#decoder?.push(bytes, arrivalMs));
  }

  end(): void {
    const endMs = this.#watching.elapsedMs();
    this.#inNextTurn(() => this.#decoder?.end(() => this.#watching.end(endMs)));
  }

  cut(error: Error): void {
    const endMs = this.#watching.elapsedMs();
    this.#inNextTurn(() => this.#afterDecoding(() => this.#watching.cut(error, endMs)));
  }

  unanswered(error: Error): void {
    this.#inNextTurn(() => this.#watching.unanswered(error));
  }

  cancel(): void {
    const endMs = this.#watching.elapsedMs();
    this.#inNextTurn(() => this.#afterDecoding(() => this.#watching.cancel(endMs)));
  }

  /** Hands over at once what waits. */
  flush(): void {
    clearTimeout(this.#pause);
    clearImmediate(this.#nextTurn);
    this.#nextTurn = undefined;
    this.#try(() => this.#watching);
    for (const one of this.#later.splice(0)) this.#try(one);
  }

  /** Not before it is needed: to begin takes longer than to pass a request on. */
  get #watching(): CompletionObserver {
    return (this.#observer ??= this.#observe(this.#beganMs));
  }

  #inNextTurn(step: () => void): void {
    this.#later.push(step);
    this.#nextTurn ??= setImmediate(() => this.flush());
  }

  #takeHead({ statusCode = 0, statusMessage = '', headers }: IncomingMessage): void {
    this.#watching.head({
      status: statusCode,
      statusText: statusMessage,
      contentType: headers['content-type'],
      simulated: headers[SIMULATED_HEADER] !== undefined || undefined,
    });
    const take = (bytes: Uint8Array, arrivalMs: number) => this.#watching.chunk(bytes, arrivalMs);
    const fail = (error: Error) => this.#watching.cut(error);
    const encoding = headers['content-encoding'];
    this.#decoder = bodyDecoder(encoding, take, fail);
    if (this.#decoder) return;
    this.#decoder = { push: () => {}, end: (done) => done() };
    this.#watching.veiled(`The answer came in the encoding ${encoding}, which cannot be read here.`);
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
