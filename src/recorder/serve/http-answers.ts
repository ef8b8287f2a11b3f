import type { FileHandle } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { PageFile } from './page-files.js';

/** Nothing from anywhere else, no markup made of text, and no page around this one. `lit-html` is the player's own policy. */
const POLICY = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self'`,
  `img-src 'self'`,
  `connect-src 'self'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
  `require-trusted-types-for 'script'`,
  `trusted-types lit-html`,
].join('; ');

/** On every answer, whatever it is. */
const ALWAYS = {
  'content-security-policy': POLICY,
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
};

/** A request that cannot be done: the status, and why, for people. */
export class HttpRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'HttpRefusal';
    this.status = status;
  }
}

/** Sets what is on every answer. */
export function setCommonHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(ALWAYS)) response.setHeader(name, value);
}

/** Answers with JSON; what went wrong is JSON too: `{"error": "…"}`. */
export function sendJson(response: ServerResponse, body: object, status = 200): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
    .end(`${JSON.stringify(body)}\n`);
}

/** Answers with a file of the page. */
export function sendPageFile(response: ServerResponse, { type, body }: PageFile): void {
  response.writeHead(200, { 'content-type': type, 'content-length': body.length }).end(body);
}

/** Sends a file as far as it goes now, and closes it. */
export async function sendFile(response: ServerResponse, handle: FileHandle): Promise<void> {
  try {
    const { size } = await handle.stat();
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': size,
    });
    if (size === 0) response.end();
    else await pipeline(handle.createReadStream({ start: 0, end: size - 1, autoClose: false }), response);
  } catch {
    // The reader went, or the file shrank: there is nobody left to tell.
    response.destroy();
  } finally {
    await handle.close();
  }
}
