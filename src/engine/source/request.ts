import type { AbortSignalLike, FetchInit, FetchLike, ResponseLike } from '../platform.js';
import { PlayerError } from '../player-error.js';
import { isPublicPageReachingIn } from './local-address.js';

/** How the host asks for things. */
export interface RequestOptions {
  readonly fetch: FetchLike;
  /** The address of the page that asks, where there is one: tells a refused local address, and resolves nothing. */
  readonly pageUrl?: string;
}

/** Asks once. Throws a `PlayerError`: `http` for an error status, else `network`, `blocked_local` or `aborted`. */
export async function request(
  url: string,
  init: Omit<FetchInit, 'signal'>,
  { fetch, pageUrl }: RequestOptions,
  signal: AbortSignalLike,
): Promise<ResponseLike> {
  let response: ResponseLike;
  try {
    response = await fetch(url, { ...init, signal: signal as never });
  } catch (cause) {
    throw signal.aborted
      ? new PlayerError('aborted', 'Loading was stopped.', { url, cause })
      : unreachable(url, pageUrl, cause);
  }
  if (response.ok) return response;
  discard(response);
  throw httpError(response.status, url);
}

/** Lets go of a response whose body is not read. */
export function discard({ body }: ResponseLike): void {
  body
    ?.getReader()
    .cancel()
    .catch(() => undefined);
}

function httpError(status: number, url: string): PlayerError {
  const meaning = status === 404 ? 'there is nothing at this address' : 'the server answered with an error';
  return new PlayerError('http', `HTTP ${status}: ${meaning} (${url}).`, { status, url });
}

function unreachable(url: string, pageUrl: string | undefined, cause: unknown): PlayerError {
  if (isPublicPageReachingIn(url, pageUrl)) {
    const message = `${url} is on your own machine or network, and this page is not: the browser may refuse to connect them, or nothing answers there. Open the page from the same machine, or allow it to reach local addresses.`;
    return new PlayerError('blocked_local', message, { url, cause });
  }
  const message = `No answer from ${url}: the server is down or unreachable, or does not allow this page to read from it (CORS).`;
  return new PlayerError('network', message, { url, cause });
}
