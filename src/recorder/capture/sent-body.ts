import { type BodyWatcher, observedBody } from './observed-body.js';
import { isNodeStream, observeNodeStream } from './observed-node-stream.js';
import { type FetchInit, type FetchInput, requestOf } from './observed-request.js';

/** A request's body, being read from the side. */
export interface SentBody {
  /** What is to be sent in place of what was given: the same, byte for byte. */
  readonly init?: FetchInit;
  /** Its text: at once where it is at hand; undefined where it is of a kind that asks for no completion. */
  readonly text: string | Promise<string | undefined> | undefined;
  /** It cannot be seen without being consumed. */
  readonly isUnseen?: boolean;
  /** It may never be read: what sends it may have it from elsewhere. Its text is awaited until the answer is there. */
  readonly isPerhapsUnread?: boolean;
}

/** Reads the body of a call of `fetch` without consuming what is sent. */
export function sentBody(input: FetchInput, init: FetchInit | undefined): SentBody {
  const body: unknown = init?.body;
  if (body == null)
    return input instanceof Request ? { init, text: requestText(input) } : foreignBody(input, init);
  if (typeof body === 'string') return { init, text: body };
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return { init, text: bytesText(body) };
  if (body instanceof Blob) return { init, text: body.text().catch(() => undefined) };
  if (body instanceof ReadableStream) return streamed(body as ReadableStream<Uint8Array>, init!);
  if (isNodeStream(body)) {
    const { text, watcher } = textWatcher();
    observeNodeStream(body, watcher);
    return { init, text };
  }
  if (typeof body === 'object' && Symbol.asyncIterator in body)
    return { init, text: undefined, isUnseen: true };
  return { init, text: undefined };
}

/** The body of a request of another `fetch`'s own class: only that `fetch` can be given it, so it is only looked at. */
function foreignBody(input: FetchInput, init: FetchInit | undefined): SentBody {
  const body = requestOf(input)?.body;
  if (body == null) return { init, text: undefined };
  if (body instanceof ReadableStream || !isLookedAt(body)) return { init, text: undefined, isUnseen: true };
  return { ...sentBody('', { body: body as FetchInit['body'] }), init, isPerhapsUnread: isNodeStream(body) };
}

/** Whether a body can be read without consuming it. */
function isLookedAt(body: unknown): boolean {
  if (typeof body === 'string' || body instanceof Blob || isNodeStream(body)) return true;
  return body instanceof ArrayBuffer || ArrayBuffer.isView(body);
}

function requestText(request: Request): Promise<string | undefined> | undefined {
  if (!request.body || request.bodyUsed) return undefined;
  return request
    .clone()
    .text()
    .catch(() => undefined);
}

function bytesText(body: ArrayBuffer | ArrayBufferView): string {
  const view = ArrayBuffer.isView(body) ? body : new Uint8Array(body);
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString();
}

/** A stream is sent as it is read. */
function streamed(body: ReadableStream<Uint8Array>, init: FetchInit): SentBody {
  const { text, watcher } = textWatcher();
  return { init: { ...init, body: observedBody(body, watcher) } as FetchInit, text };
}

/** Gathers the text of a stream: it is known when all has been sent. */
function textWatcher(): { text: Promise<string | undefined>; watcher: BodyWatcher } {
  const decoder = new TextDecoder();
  let gathered = '';
  let tell: (text: string | undefined) => void;
  const text = new Promise<string | undefined>((resolve) => (tell = resolve));
  const watcher: BodyWatcher = {
    chunk: (bytes) => {
      // What else a stream may hold is for `fetch` to refuse.
      if (bytes instanceof Uint8Array) gathered += decoder.decode(bytes, { stream: true });
    },
    end: () => tell(gathered + decoder.decode()),
    cut: () => tell(undefined),
    cancel: () => tell(undefined),
  };
  return { text, watcher };
}
