import { type CompletionRoute, completionRoute } from './completion-route.js';

/** What `fetch` is called with. */
export type FetchInput = Parameters<typeof globalThis.fetch>[0];
export type FetchInit = NonNullable<Parameters<typeof globalThis.fetch>[1]>;

/** A call of `fetch` that asks for a completion, as far as its address tells. */
export interface FetchCall {
  readonly route: CompletionRoute;
  readonly url: URL;
  readonly headers: Headers;
  readonly signal?: AbortSignal | null;
}

/** Headers that hold keys. */
const KEY_HEADERS = [
  'authorization',
  'x-api-key',
  'api-key',
  'x-goog-api-key',
  'cookie',
  'proxy-authorization',
];

/** Names of query fields that hold keys. */
const KEY_FIELDS = /^(key|api[-_]?key|access[-_]?token|token|sig|signature|code)$/i;

/** Shorter ones are names of what is no secret (`ollama`), and would be cut from every message. */
const MIN_SECRET_LENGTH = 8;

/** Looks at a call of `fetch` by its method and its path. Undefined: it asks for no completion. */
export function fetchCall(input: FetchInput, init: FetchInit | undefined): FetchCall | undefined {
  const request = input instanceof Request ? input : undefined;
  const method = init?.method ?? request?.method ?? 'GET';
  if (method.toUpperCase() !== 'POST') return undefined;
  const url = new URL(request ? request.url : String(input));
  const route = completionRoute(method, url.pathname);
  if (!route) return undefined;
  const headers = new Headers(init?.headers ?? request?.headers);
  return { route, url, headers, signal: init?.signal ?? request?.signal };
}

/** An address as it may be shown and kept. */
export function shownUrl({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

/** What of a request must never stand in a file. */
export function secretsOf(url: URL, header: (name: string) => string | null | undefined): string[] {
  const fromHeaders = KEY_HEADERS.flatMap((name) => (header(name) ?? '').split(/[\s;,=]+/));
  const fromQuery = [...url.searchParams].filter(([name]) => KEY_FIELDS.test(name)).map(([, value]) => value);
  const credentials = [url.password, url.username];
  return [...fromHeaders, ...fromQuery, ...credentials].filter(
    (secret) => secret.length >= MIN_SECRET_LENGTH,
  );
}
