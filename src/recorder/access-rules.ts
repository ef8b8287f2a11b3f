import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { isLoopbackHost } from './base-url.js';

/** What a request says of where it comes from, and what it asks for. */
export interface RequestOrigin {
  readonly host?: string;
  readonly origin?: string;
}

/**
 * Decides who may read a server of ours. A page of another site must not read what runs on this machine, so:
 * - `Host` must be this machine. A foreign name that points here is how a site reaches a local server (DNS rebinding).
 * - `Origin`, which a browser sends when a page of another origin asks, must be on loopback, or be among the allowed ones.
 *   `null` (a file, but also any sandboxed frame) is not.
 * Where every reader must know a token, `*` may stand for all origins, and the server may be reached from other machines.
 */
export class AccessRules {
  readonly #host: string;
  readonly #allowed: ReadonlySet<string>;
  readonly #allowsAll: boolean;

  /**
   * `host` is the address that is listened on; `hasToken` says that the server asks its readers for a token. Throws when an
   * allowed origin is none, and when without a token every origin, or other machines, were to be let in.
   */
  constructor(host: string, allowOrigins: readonly string[] = [], hasToken = false) {
    this.#host = host.toLowerCase();
    this.#allowsAll = allowOrigins.includes('*');
    if (this.#allowsAll && !hasToken)
      throw new Error('Allowing every origin needs a token. Name the origins that may read, or set a token.');
    if (!isLoopbackHost(host) && !hasToken)
      throw new Error(`Listening on ${host}, which other machines reach, needs a token.`);
    this.#allowed = new Set(allowOrigins.filter((origin) => origin !== '*').map(checkedOrigin));
  }

  /** Why a request is refused; undefined when it may pass. */
  refusal({ host, origin }: RequestOrigin): string | undefined {
    if (!this.#isOwnHost(host)) return `The host ${host ?? '(none)'} is not this machine.`;
    if (!this.#isAllowedOrigin(origin))
      return `The origin ${origin} may not read this; --allow-origin ${origin} lets it.`;
    return undefined;
  }

  /** The headers that let the asking page read the answer. Only for requests that were not refused. */
  corsHeaders(origin: string | undefined): Record<string, string> {
    return origin === undefined
      ? { vary: 'Origin' }
      : { vary: 'Origin', 'access-control-allow-origin': origin };
  }

  #isOwnHost(host: string | undefined): boolean {
    const name = hostnameOf(`http://${host ?? ''}`);
    if (name === undefined) return false;
    if (isLoopbackHost(name) || name === this.#host) return true;
    // On an address for others, any plain address is fine: only a name can be pointed elsewhere.
    const isOpen = !isLoopbackHost(this.#host);
    return isOpen && (isIP(name.replace(/^\[|\]$/g, '')) !== 0 || name === hostname().toLowerCase());
  }

  #isAllowedOrigin(origin: string | undefined): boolean {
    if (origin === undefined || this.#allowsAll || this.#allowed.has(origin)) return true;
    const name = hostnameOf(origin);
    return name !== undefined && isLoopbackHost(name);
  }
}

function checkedOrigin(origin: string): string {
  if (origin === 'null') return origin;
  const url = hostnameOf(origin) === undefined ? undefined : new URL(origin);
  if (!url || url.origin !== origin.replace(/\/$/, '')) {
    throw new Error(`${origin} is not an origin, such as https://example.com.`);
  }
  return url.origin;
}

function hostnameOf(url: string): string | undefined {
  try {
    const { protocol, hostname: name } = new URL(url);
    return protocol === 'http:' || protocol === 'https:' ? name.toLowerCase() : undefined;
  } catch {
    return undefined;
  }
}
