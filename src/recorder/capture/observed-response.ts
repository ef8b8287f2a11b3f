import { SIMULATED_HEADER } from '../simulated-header.js';
import type { CompletionObserver } from './completion-observer.js';
import { observedBody } from './observed-body.js';

/** Ends the recordings of answers that nobody reads any more and nobody cancelled. */
const forgotten = new FinalizationRegistry<CompletionObserver>((observer) => observer.cancel());

/**
 * The response as it came, but for its body, which is watched while it is read. A client that aborted does not read a broken stream:
 * it left it.
 */
export function observedResponse(
  response: Response,
  observer: CompletionObserver,
  isAborted: () => boolean,
): Response {
  observer.head({
    status: response.status,
    statusText: response.statusText,
    contentType: response.headers.get('content-type') ?? undefined,
    simulated: response.headers.has(SIMULATED_HEADER) || undefined,
  });
  if (!response.body) {
    observer.end();
    return response;
  }
  if (!(response.body instanceof ReadableStream)) {
    observer.unreadable("The answer's body is no web stream, and could not be recorded.");
    return response;
  }
  const cut = (error: unknown) =>
    isAborted() || (error as Error | undefined)?.name === 'AbortError'
      ? observer.cancel()
      : observer.cut(error);
  const body = observedBody(response.body as ReadableStream<Uint8Array>, {
    chunk: (bytes) => observer.chunk(bytes),
    end: () => observer.end(),
    cut,
    cancel: () => observer.cancel(),
  });
  forgotten.register(body, observer);
  return withBody(response, body);
}

/** A response with another body, and all else of the first: what the constructor cannot be told is laid over it. */
function withBody(response: Response, body: ReadableStream<Uint8Array>): Response {
  const { status, statusText, headers } = response;
  return dressed(new Response(body, { status, statusText, headers }), response);
}

function dressed(bare: Response, original: Response): Response {
  const clone = () => dressed(Response.prototype.clone.call(bare), original);
  return Object.defineProperties(bare, {
    headers: { value: original.headers, configurable: true },
    redirected: { value: original.redirected, configurable: true },
    type: { value: original.type, configurable: true },
    url: { value: original.url, configurable: true },
    clone: { value: clone, configurable: true, writable: true },
  });
}
