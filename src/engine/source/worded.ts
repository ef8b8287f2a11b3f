import { PlayerError } from '../player-error.js';
import type { FailurePlace } from './failure-words.js';

/**
 * The failure of a source as a `PlayerError` with words for people. They load on demand, as a page that plays has no need of them;
 * where they cannot be loaded, the failure's kind stands for them.
 */
export async function worded(failure: unknown, place: FailurePlace): Promise<unknown> {
  if (failure instanceof PlayerError && failure.message !== '') return failure;
  try {
    const { failureInWords } = await import('./failure-words.js');
    return failureInWords(failure, place);
  } catch {
    if (!(failure instanceof PlayerError)) return failure;
    return new PlayerError(failure.kind, `Loading failed: ${failure.kind}.`, failure);
  }
}
