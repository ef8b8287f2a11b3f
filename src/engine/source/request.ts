import type { AbortSignalLike, FetchInit, FetchLike, ResponseLike } from '../platform.js';
import { PlayerError } from '../player-error.js';

/** How the host asks for things. */
export interface RequestOptions {
  readonly fetch: FetchLike;
  /** The address of the page that asks, where there is one: tells a refused local address, and resolves nothing. */
  readonly pageUrl?: string;
}

/** Asks once. Throws a `PlayerError` without words: `http` for an error status, else `network` or `aborted`. */
export async function request(
  url: string,
  init: Omit<FetchInit, 'signal'>,
  { fetch }: RequestOptions,
  signal: AbortSignalLike,
): Promise<ResponseLike> {
  let response: ResponseLike;
  try {
    response = await fetch(url, { ...init, signal: signal as never });
  } catch (cause) {
    throw new PlayerError(signal.aborted ? 'aborted' : 'network', '', { url, cause });
  }
  if (response.ok) return response;
  discard(response);
  throw new PlayerError('http', '', { status: response.status, url });
}

/** Lets go of a response whose body is not read. */
export function discard({ body }: ResponseLike): void {
  body
    ?.getReader()
    .cancel()
    .catch(() => undefined);
}
