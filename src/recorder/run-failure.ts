import type { RunError } from '../trace/index.js';
import type { HttpAnswer } from './http-post.js';

/** A run that failed, with the words and the code that its file keeps. */
export class RunFailure extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'RunFailure';
    this.code = code;
  }

  get runError(): RunError {
    return { message: this.message, code: this.code };
  }
}

/** How much of an error's body is read, in bytes, and for how long, in milliseconds. */
const MAX_ERROR_BODY = 64 << 10;
const ERROR_BODY_MS = 3000;
const MAX_MESSAGE = 1000;

/** The failure that an answer tells by its status; reads the server's own message from its body. */
export async function httpFailure(answer: HttpAnswer, shownUrl: string): Promise<RunFailure> {
  const said = serverMessage(await readStart(answer));
  const status = `HTTP ${answer.status}${answer.statusText ? ` ${answer.statusText}` : ''}`;
  const moved = answer.header('location');
  const detail = said ?? (moved ? `it has moved to ${moved.replace(/[?#].*$/, '')}` : `from ${shownUrl}`);
  return new RunFailure('http_error', `${status}: ${detail}`);
}

/** The failure of a request that got no answer at all. */
export function unreachable(error: unknown, shownUrl: string): RunFailure {
  const { code = '', message } = rootCause(error) as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    ECONNREFUSED: 'the connection was refused; is the model server running?',
    ENOTFOUND: 'there is no host of that name',
    EAI_AGAIN: 'its name could not be looked up',
    ECONNRESET: 'the connection was closed before an answer came',
    ETIMEDOUT: 'it did not answer in time',
  };
  return new RunFailure('http_error', `Cannot reach ${shownUrl}: ${reasons[code] ?? message}`);
}

/** The message in an error's body: a field of the usual JSON shapes, else its text; undefined when it says nothing. */
export function serverMessage(body: string): string | undefined {
  const text = body.trim();
  if (text.startsWith('<')) return `an HTML page${pageTitle(text)}, not a model server's answer`;
  const said = jsonMessage(text) ?? text;
  return said === '' ? undefined : said.replaceAll(/\s+/g, ' ').slice(0, MAX_MESSAGE);
}

function jsonMessage(text: string): string | undefined {
  try {
    return messageIn(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function messageIn(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || depth > 4) return undefined;
  if (Array.isArray(value)) return messageIn(value[0], depth + 1);
  const fields = value as Record<string, unknown>;
  for (const name of ['error', 'message', 'detail', 'msg']) {
    const found = messageIn(fields[name], depth + 1);
    if (found) return found;
  }
  return undefined;
}

function pageTitle(html: string): string {
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(html)?.[1]?.trim();
  return title ? ` (“${title}”)` : '';
}

/** The body's beginning, whatever then becomes of it. */
async function readStart(answer: HttpAnswer): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  const reading = answer.read((piece) => {
    pieces.push(piece);
    bytes += piece.length;
    return bytes >= MAX_ERROR_BODY;
  });
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<void>((resolve) => (timer = setTimeout(resolve, ERROR_BODY_MS)));
  await Promise.race([reading.catch(() => {}), tooLong]);
  clearTimeout(timer);
  return Buffer.concat(pieces).subarray(0, MAX_ERROR_BODY).toString('utf8');
}

/** `fetch` and several addresses for one name wrap what really happened. */
function rootCause(error: unknown): Error {
  let cause = error as Error & { errors?: Error[] };
  while (cause.cause instanceof Error) cause = cause.cause as typeof cause;
  return cause.errors?.[0] ?? cause;
}
