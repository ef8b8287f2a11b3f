/** The host's signal of an `AbortController`, as far as the engine looks at it. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** The host's `AbortController`. */
export interface AbortControllerLike {
  readonly signal: AbortSignalLike;
  abort(): void;
}

/** The host's `TextDecoder`: UTF-8, with a leading byte order mark left out. */
export interface TextDecoderLike {
  decode(bytes?: Uint8Array, options?: { stream?: boolean }): string;
}

/** The parts of the host's `URL` that the engine reads. */
export interface UrlLike {
  readonly protocol: string;
  readonly hostname: string;
}

/** A stream of bytes, as `Response.body` and `Blob.stream()` give it. */
export interface ByteStream {
  getReader(): ByteReader;
}

/** Reads a `ByteStream` chunk by chunk. */
export interface ByteReader {
  read(): Promise<{ done: boolean; value?: Uint8Array }>;
  cancel(): Promise<void>;
}

/** What is asked of `fetch`. */
export interface FetchInit {
  readonly headers: Record<string, string>;
  /** The host's own signal. Its type is the host's, so that the browser's `fetch` and Node's both fit. */
  readonly signal?: never;
  readonly cache?: 'no-store';
}

/** The parts of a `Response` that the engine reads. */
export interface ResponseLike {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: ByteStream | null;
}

/** The host's `fetch`, or one that behaves as it does: it rejects when no response can be had. */
export type FetchLike = (url: string, init: FetchInit) => Promise<ResponseLike>;

interface Platform {
  AbortController: new () => AbortControllerLike;
  TextDecoder: new () => TextDecoderLike;
  URL: new (url: string, base?: string) => UrlLike;
}

/** The globals that browsers and Node share and that the language's own library does not declare. */
export const { AbortController, TextDecoder, URL } = globalThis as unknown as Platform;
