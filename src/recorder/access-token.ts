import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What a reader must know to read a server of ours: sent as `Authorization: Bearer …`, or, where no header can be set, as `?token=…`. */
export class AccessToken {
  readonly #digest: Buffer;

  /** Throws when the token is empty. */
  constructor(token: string) {
    if (token === '') throw new Error('The token is empty.');
    this.#digest = digestOf(token);
  }

  /** Whether a request carries the token. Takes as long for a token that is nearly right as for one that is all wrong. */
  isIn(headers: IncomingHttpHeaders, query: URLSearchParams): boolean {
    const bearer = /^Bearer +(\S.*)$/i.exec(headers.authorization ?? '')?.[1];
    const told = bearer ?? query.get('token');
    return told !== null && timingSafeEqual(digestOf(told.trim()), this.#digest);
  }
}

/** Of one length, whatever the token's. */
function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
