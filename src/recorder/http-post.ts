import { type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** Takes bytes as the network brings them; true: enough, the rest is not wanted. */
export type ChunkHandler = (bytes: Uint8Array) => boolean | void;

/** The answer to a POST, its body still on the way. */
export interface HttpAnswer {
  readonly status: number;
  readonly statusText: string;
  header(name: string): string | undefined;
  /** Hands on each network chunk as it comes. Resolves at the end or when there was enough; rejects when the body was cut. */
  read(onChunk: ChunkHandler): Promise<void>;
}

/** What one POST takes along. */
export interface HttpPostOptions {
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly signal?: AbortSignal;
}

/** Sends one POST. Resolves when the head of the answer is there. */
export type HttpPost = (url: string, options: HttpPostOptions) => Promise<HttpAnswer>;

/** How long a connection may stay open after its answer was complete, in milliseconds. */
const LINGER_MS = 1000;

/**
 * Posts with Node's own client. Not with `fetch`: that gives up after five minutes without a byte, which a large prompt on a slow
 * machine takes; and here each chunk is handed on in the turn in which it arrived.
 */
export const nodePost: HttpPost = (url, { headers, body, signal }) =>
  new Promise((resolve, reject) => {
    const send = new URL(url).protocol === 'https:' ? httpsRequest : httpRequest;
    const length = String(Buffer.byteLength(body));
    // A connection of its own: one left from before may be closed by the server just now.
    const request = send(url, {
      method: 'POST',
      agent: false,
      signal,
      headers: { ...headers, 'content-length': length },
    });
    request.on('error', reject);
    request.on('response', (message) => resolve(nodeAnswer(message)));
    request.end(body);
  });

function nodeAnswer(message: IncomingMessage): HttpAnswer {
  // Also heard when nobody reads: an error without a listener would end the process.
  message.on('error', () => {});
  return {
    status: message.statusCode ?? 0,
    statusText: message.statusMessage ?? '',
    header: (name) => [message.headers[name] ?? []].flat()[0],
    read: (onChunk) =>
      new Promise((resolve, reject) => {
        message.on('data', (bytes: Buffer) => {
          try {
            if (onChunk(bytes)) resolve(drain(message));
          } catch (error) {
            reject(error as Error);
            message.destroy();
          }
        });
        message.on('end', resolve);
        message.on('error', reject);
        message.on('close', () => reject(new Error('the connection was closed')));
      }),
  };
}

/** Lets the server end the connection by itself, for a while. */
function drain(message: IncomingMessage): void {
  message.removeAllListeners('data');
  message.resume();
  setTimeout(() => message.destroy(), LINGER_MS).unref();
}

/** Posts with a `fetch`, where a program brings its own. */
export function fetchPost(fetch: typeof globalThis.fetch): HttpPost {
  return async (url, { headers, body, signal }) => {
    const response = await fetch(url, { method: 'POST', redirect: 'manual', headers, body, signal });
    return {
      status: response.status,
      statusText: response.statusText,
      header: (name) => response.headers.get(name) ?? undefined,
      read: (onChunk) => readBody(response, onChunk),
    };
  };
}

async function readBody({ body }: Response, onChunk: ChunkHandler): Promise<void> {
  const reader = body?.getReader();
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    if (onChunk(next.value)) return reader?.cancel();
  }
}
