import { observedBody } from './observed-body.js';
import type { FetchInit, FetchInput } from './observed-request.js';

/** A request's body, being read from the side. */
export interface SentBody {
  /** What is to be sent in place of what was given: the same, byte for byte. */
  readonly init?: FetchInit;
  /** Its text: at once where it is at hand; undefined where it is of a kind that asks for no completion. */
  readonly text: string | Promise<string | undefined> | undefined;
}

/** Reads the body of a call of `fetch` without consuming what is sent. */
export function sentBody(input: FetchInput, init: FetchInit | undefined): SentBody {
  const body: unknown = init?.body;
  if (body == null) return { init, text: input instanceof Request ? requestText(input) : undefined };
  if (typeof body === 'string') return { init, text: body };
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return { init, text: bytesText(body) };
  if (body instanceof Blob) return { init, text: body.text().catch(() => undefined) };
  if (body instanceof ReadableStream) return streamed(body as ReadableStream<Uint8Array>, init!);
  return { init, text: undefined };
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

/** A stream is sent as it is read; its text is known when it has been sent. */
function streamed(body: ReadableStream<Uint8Array>, init: FetchInit): SentBody {
  const decoder = new TextDecoder();
  let text = '';
  let tell: (text: string | undefined) => void;
  const told = new Promise<string | undefined>((resolve) => (tell = resolve));
  const watched = observedBody(body, {
    chunk: (bytes) => {
      // What else a stream may hold is for `fetch` to refuse.
      if (bytes instanceof Uint8Array) text += decoder.decode(bytes, { stream: true });
    },
    end: () => tell(text + decoder.decode()),
    cut: () => tell(undefined),
    cancel: () => tell(undefined),
  });
  return { init: { ...init, body: watched } as FetchInit, text: told };
}
