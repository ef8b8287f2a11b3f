import {
  type ClientRequest,
  type IncomingMessage,
  request as httpRequest,
  type RequestOptions,
} from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import type { BaseUrl } from '../base-url.js';
import { endToEndHeaders } from './end-to-end-headers.js';

/** Joins several requests into one run; it is the proxy's own, and not passed on. */
export const RUN_HEADER = 'x-trace-run';

/** How long a secured connection is kept for the next request, in milliseconds: less than servers keep theirs. */
const KEPT_MS = 4000;

/** The server that a proxy stands before. */
export class ProxyTarget {
  readonly #base: BaseUrl;
  readonly #url: URL;
  readonly #agent = new Agent({ keepAlive: true, timeout: KEPT_MS });

  constructor(base: BaseUrl) {
    this.#base = base;
    this.#url = new URL(base.href);
  }

  /** The address behind which a request's path is found, with its query. */
  addressOf({ url = '/' }: IncomingMessage): URL {
    return new URL(this.#path(url), this.#url.origin);
  }

  /** Begins the same request to the target; its body is still to be written. `isUpgrade` keeps the headers that ask for another protocol. */
  begin(request: IncomingMessage, { isUpgrade = false } = {}): ClientRequest {
    const { hostname, port, protocol } = this.#url;
    const isSecure = protocol === 'https:';
    const options: RequestOptions = {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port || (isSecure ? 443 : 80),
      method: request.method,
      path: this.#path(request.url ?? '/'),
      headers: this.#headers(request, isUpgrade) as never,
      // A connection of its own costs little, but where it must be secured: one left from before may be closed just now.
      agent: isSecure ? this.#agent : false,
    };
    return isSecure ? httpsRequest({ ...options, servername: hostname }) : httpRequest(options);
  }

  /** Closes the connections that are kept. */
  close(): void {
    this.#agent.destroy();
  }

  #headers({ rawHeaders, headers }: IncomingMessage, isUpgrade: boolean): string[] {
    // `Expect` has been answered here already.
    const own = endToEndHeaders(rawHeaders, ['host', 'expect', RUN_HEADER]);
    const { authorization } = this.#base;
    const added =
      authorization && headers.authorization === undefined ? ['Authorization', authorization] : [];
    const upgrade = isUpgrade ? ['Connection', 'Upgrade', 'Upgrade', headers.upgrade ?? ''] : [];
    return ['Host', this.#url.host, ...own, ...added, ...upgrade];
  }

  #path(asked: string): string {
    // A client that takes us for a forward proxy sends the whole address: only its path counts.
    const path = /^[a-z]+:\/\//i.test(asked) ? pathOf(asked) : asked;
    return `${this.#url.pathname.replace(/\/$/, '')}${path}`;
  }
}

function pathOf(address: string): string {
  try {
    const { pathname, search } = new URL(address);
    return pathname + search;
  } catch {
    return '/';
  }
}
