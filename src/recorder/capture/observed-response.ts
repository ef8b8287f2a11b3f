import { SIMULATED_HEADER } from '../simulated-header.js';
import type { CompletionObserver } from './completion-observer.js';
import { type BodyWatcher, observedBody } from './observed-body.js';
import { isNodeStream, observeNodeStream } from './observed-node-stream.js';

/** Ends the recordings of answers that nobody reads any more and nobody cancelled. */
const forgotten = new FinalizationRegistry<CompletionObserver>((observer) => observer.cancel());

/**
 * The response as it came, but for its body, which is watched while it is read; where that is a stream of Node's, the response itself.
 * A client that aborted does not read a broken stream: it left it.
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
  const watcher = watcherOf(observer, isAborted);
  const given: unknown = response.body;
  if (isNodeStream(given)) {
    observeNodeStream(given, watcher);
    forgotten.register(given, observer);
    return response;
  }
  if (!(given instanceof ReadableStream)) {
    observer.unreadable("The answer's body is no stream that can be watched, and could not be recorded.");
    return response;
  }
  const body = observedBody(given as ReadableStream<Uint8Array>, watcher);
  forgotten.register(body, observer);
  return withBody(response, body);
}

function watcherOf(observer: CompletionObserver, isAborted: () => boolean): BodyWatcher {
  const cut = (error: unknown) =>
    isAborted() || (error as Error | undefined)?.name === 'AbortError'
      ? observer.cancel()
      : observer.cut(error);
  return {
    chunk: (bytes) => observer.chunk(bytes),
    end: () => observer.end(),
    cut,
    cancel: () => observer.cancel(),
  };
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
