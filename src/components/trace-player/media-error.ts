import type { PlayerError, PlayerErrorKind } from '../../engine/player-error.js';

/** The platform's codes of `MediaError`. */
const ABORTED = 1;
const NETWORK = 2;
const DECODE = 3;
const NOT_SUPPORTED = 4;

const CODES: Partial<Record<PlayerErrorKind, number>> = {
  aborted: ABORTED,
  network: NETWORK,
  blocked_local: NETWORK,
  internal: DECODE,
};

const told = new WeakMap<PlayerError, PlayerMediaError>();

/** Why nothing can be played, shaped as the platform's `MediaError`, with what the player knows beyond it. */
export interface PlayerMediaError {
  readonly code: number;
  readonly message: string;
  readonly kind: PlayerErrorKind;
  /** The HTTP status, where there was one. */
  readonly status?: number;
  readonly url?: string;
}

/** An engine's error as a media element tells it: the same object each time, as each failure is one. */
export function mediaError(error: PlayerError): PlayerMediaError {
  const known = told.get(error);
  if (known) return known;
  const { kind, message, status, url } = error;
  const shown = { code: CODES[kind] ?? NOT_SUPPORTED, message, kind, status, url };
  told.set(error, shown);
  return shown;
}
