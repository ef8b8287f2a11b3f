import type { IncomingMessage } from 'node:http';
import { HttpRefusal } from './http-answers.js';

const MAX_BODY = 64 << 10;

/**
 * Reads the JSON object of a request that changes something. No page but our own can make one: a browser tells each page's origin,
 * and lets none send JSON to another origin unasked. Throws an `HttpRefusal`.
 */
export async function readChange(request: IncomingMessage): Promise<Record<string, unknown>> {
  const { host, origin, 'content-type': type = '', 'sec-fetch-site': site } = request.headers;
  const isOwn = origin === undefined || origin === `http://${host}`;
  const isOwnSite = site === undefined || site === 'same-origin';
  if (!isOwn || !isOwnSite) throw new HttpRefusal(403, 'Only this page may change anything.');
  if (!/^application\/json\s*(;|$)/i.test(type)) throw new HttpRefusal(415, 'Changes are sent as JSON.');
  return parseBody(await readBody(request));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > MAX_BODY) throw new HttpRefusal(413, 'This is too long.');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function parseBody(text: string): Record<string, unknown> {
  try {
    const body = JSON.parse(text) as unknown;
    if (typeof body === 'object' && body !== null) return body as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw new HttpRefusal(400, 'This is no JSON object.');
}

/** A field that must be a text. */
export function textField(body: Record<string, unknown>, field: string): string {
  const value = body[field];
  if (typeof value !== 'string') throw new HttpRefusal(400, `${field} is not a text.`);
  return value;
}
