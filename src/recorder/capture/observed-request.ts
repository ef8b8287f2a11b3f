import { type CompletionRoute, completionRoute } from './completion-route.js';

/** What `fetch` is called with. */
export type FetchInput = Parameters<typeof globalThis.fetch>[0];
export type FetchInit = NonNullable<Parameters<typeof globalThis.fetch>[1]>;

/** What requests of every `fetch` have in common. */
export interface RequestLike {
  readonly url: string;
  readonly method: string;
  readonly headers: Iterable<readonly [string, string]> | Record<string, string>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | null;
}

/** A call of `fetch` that asks for a completion, as far as its address tells. */
export interface FetchCall {
  readonly route: CompletionRoute;
  readonly url: URL;
  readonly headers: Headers;
  readonly signal?: AbortSignal | null;
}

/** Names of headers and of query fields that hold keys: `authorization`, `x-api-key`, `x-auth-token`, `ocp-apim-subscription-key`. */
const KEY_NAMES = /key|token|secret|auth|cookie|credential|signature|password|^(sig|code)$/i;

/** Looks at a call of `fetch` by its method and its path. Undefined: it asks for no completion. */
export function fetchCall(input: FetchInput, init: FetchInit | undefined): FetchCall | undefined {
  const request = requestOf(input);
  const method = init?.method ?? request?.method ?? 'GET';
  if (method.toUpperCase() !== 'POST') return undefined;
  const url = new URL(request ? request.url : String(input));
  const route = completionRoute(method, url.pathname);
  if (!route) return undefined;
  const headers = new Headers(init?.headers ?? (request?.headers as Headers | undefined));
  return { route, url, headers, signal: init?.signal ?? request?.signal };
}

/** A request made beforehand, of whichever `fetch`'s own class. Undefined for an address. */
export function requestOf(input: unknown): RequestLike | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const { url, method, headers } = input as Partial<RequestLike>;
  const isRequest = typeof url === 'string' && typeof method === 'string' && typeof headers === 'object';
  return isRequest ? (input as RequestLike) : undefined;
}

/** An address as it may be shown and kept. */
export function shownUrl({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

/** What of a request must never stand in a file, as far as it is long enough to be told from other words. */
export function secretsOf(url: URL, headers: Iterable<readonly [name: string, value: string]>): string[] {
  const fromHeaders = [...headers].flatMap(([name, value]) =>
    KEY_NAMES.test(name) ? secretsIn(name, value) : [],
  );
  const fromQuery = [...url.searchParams].flatMap(([name, value]) =>
    // A server may repeat it either way.
    KEY_NAMES.test(name) ? [value, encodeURIComponent(value)] : [],
  );
  return [...fromHeaders, ...fromQuery, url.password, url.username];
}

/** The parts of a header that holds keys: `Bearer KEY`, `name=KEY; name=KEY`, `SCHEME Credential=KEY, Signature=KEY`, or a key alone. */
function secretsIn(name: string, value: string): string[] {
  const told = /authorization$/i.test(name) ? value.replace(/^[a-z][\w-]*\s+(?=\S)/i, '') : value;
  return told.split(/[\s;,]+/).flatMap((part) => {
    const whole = part.replaceAll('"', '').replace(/=+$/, '');
    return [whole, whole.slice(whole.indexOf('=') + 1)];
  });
}
