/**
 * Why nothing can be played, or not all of it.
 *
 * - `bad_url`: the address is none.
 * - `network`: no response could be had, or it broke off. A browser does not tell a server that is down from one that refuses other origins.
 * - `blocked_local`: the same, where a public page asked for an address of the viewer's own machine or network.
 * - `http`: the server answered with an error status.
 * - `too_large`: more bytes than are read.
 * - `aborted`: the host took the load back.
 * - `bad_link`: a link's run is damaged, or was made by a later version.
 * - `html`, `empty`, `not_json`, `wrong_shape`, `unknown_format`: what came is no trace.
 * - `internal`: the player itself failed.
 */
export type PlayerErrorKind =
  | 'bad_url'
  | 'network'
  | 'blocked_local'
  | 'http'
  | 'too_large'
  | 'aborted'
  | 'bad_link'
  | 'html'
  | 'empty'
  | 'not_json'
  | 'wrong_shape'
  | 'unknown_format'
  | 'internal';

/** What is known of a failure beside its kind. */
export interface PlayerErrorDetails {
  readonly status?: number;
  readonly url?: string;
  readonly cause?: unknown;
}

/** A failure to load, with a message for people, in English; '' until it is put into words. */
export class PlayerError extends Error {
  readonly kind: PlayerErrorKind;
  /** The HTTP status, for kind `http`. */
  readonly status?: number;
  readonly url?: string;

  constructor(kind: PlayerErrorKind, message = '', { status, url, cause }: PlayerErrorDetails = {}) {
    super(message, { cause });
    this.name = 'PlayerError';
    this.kind = kind;
    this.status = status;
    this.url = url;
  }
}
