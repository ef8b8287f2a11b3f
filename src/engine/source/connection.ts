import { AbortController, type AbortSignalLike } from '../platform.js';

/** One connection to a stream. */
export interface Connection {
  readonly texts: AsyncIterable<string>;
  /** Breaks it off, as if it had ended. */
  cut(): void;
}

/** A signal for one connection: aborted with the whole source, or by itself with `cut`. */
export function connectionSignal(whole: AbortSignalLike): { signal: AbortSignalLike; cut(): void } {
  const controller = new AbortController();
  const cut = () => {
    whole.removeEventListener('abort', cut);
    controller.abort();
  };
  if (whole.aborted) cut();
  else whole.addEventListener('abort', cut);
  return { signal: controller.signal, cut };
}
