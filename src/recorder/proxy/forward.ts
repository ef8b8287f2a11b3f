import type { IncomingMessage, ServerResponse } from 'node:http';
import { endToEndHeaders, pairs } from './end-to-end-headers.js';
import type { ProxyTarget } from './proxy-target.js';

/** Told, from the side, of all that passes. */
export interface ExchangeWatcher {
  /** A piece of the request's body. */
  sent(bytes: Uint8Array): void;
  /** No more of it comes: it has ended, or the client has gone. May be told twice. */
  sentAll(): void;
  head(answer: IncomingMessage): void;
  /** A piece of the answer's body. */
  chunk(bytes: Uint8Array): void;
  end(): void;
  /** The answer broke off. */
  cut(error: Error): void;
  /** No answer came. */
  unanswered(error: Error): void;
  /** The client has gone. */
  cancel(): void;
}

/** Says what an error means to the client, where no answer came. */
export type DescribeFailure = (error: Error) => string;

/**
 * Passes a request on and its answer back: status, headers, trailers and each piece of both bodies as they come, no faster than the
 * other side takes them. A side that breaks off is felt by the other as without a proxy; a target that does not answer is a 502. The
 * watcher, which is asked for when the request has begun, is told of each piece after it has been passed on.
 */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  target: ProxyTarget,
  describe: DescribeFailure,
  watch: () => ExchangeWatcher | undefined,
): void {
  const upstream = target.begin(request);
  request.pipe(upstream);
  // While the connection is being made.
  const watcher = watch();
  if (watcher) {
    request.on('data', (bytes: Buffer) => watcher.sent(bytes));
    // Not before the request is on its way, or will not be: what is made of it takes longer than to connect.
    upstream.on('finish', () => watcher.sentAll());
    upstream.on('close', () => watcher.sentAll());
  }
  upstream.on('response', (answer) => passBack(answer, response, watcher));
  upstream.on('error', (error) => {
    if (response.destroyed) return;
    if (response.headersSent) return void response.destroy();
    watcher?.unanswered(error);
    request.unpipe(upstream).resume();
    refuse(response, 502, describe(error));
  });
  response.on('close', () => {
    if (response.writableFinished) return;
    watcher?.cancel();
    upstream.destroy();
  });
}

/** Answers in place of the target, in one line. */
export function refuse(response: ServerResponse, status: number, line: string): void {
  const headers = { 'content-type': 'text/plain; charset=utf-8', connection: 'close' };
  response.writeHead(status, headers).end(`${line}\n`);
}

function passBack(
  answer: IncomingMessage,
  response: ServerResponse,
  watcher: ExchangeWatcher | undefined,
): void {
  // A client of HTTP/1.0 knows no chunks: it gets the body until the connection ends.
  const isOld = response.req.httpVersion === '1.0';
  const headers = endToEndHeaders(answer.rawHeaders, isOld ? ['transfer-encoding', 'trailer'] : []);
  response.sendDate = false;
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', headers as never);
  // The head is passed on when it is there, and not with the first piece of the body.
  response.flushHeaders();
  watcher?.head(answer);
  answer.pipe(response, { end: false });
  if (watcher) answer.on('data', (bytes: Buffer) => watcher.chunk(bytes));
  answer.on('end', () => {
    if (answer.rawTrailers.length > 0) response.addTrailers(pairs(answer.rawTrailers));
    response.end();
    watcher?.end();
  });
  answer.on('error', (error) => {
    // Where the client has gone, that is why.
    if (!response.destroyed) watcher?.cut(error);
    response.destroy();
  });
}
