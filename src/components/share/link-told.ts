import { SnapshotError } from '../../trace/snapshot/snapshot-error.js';
import { countText } from '../shared/figure-text.js';
import { shareWords } from './share-words.js';
import type { SnapshotUrl } from './snapshot-url.js';

/** What became of a link: what was made, or why nothing was; neither, while it is being made. */
export interface LinkState {
  readonly made?: SnapshotUrl;
  readonly failure?: unknown;
}

/** Whether the runs need more characters than were asked for. */
export function isTooLong({ failure }: LinkState): boolean {
  return failure instanceof SnapshotError && failure.fault === 'too_long';
}

/** How long what is shared is, and what it is short of; or why there is none. */
export function linkTold(state: LinkState, characters: number, maxLength: number): string {
  const words = shareWords();
  const { made, failure } = state;
  if (isTooLong(state)) {
    const isForAny = maxLength === Infinity || (failure as SnapshotError).least === undefined;
    return isForAny ? words.tooLongForAny : words.tooLong(countText(maxLength));
  }
  if (failure) return words.notMade(failure instanceof Error ? failure.message : String(failure));
  if (!made) return words.making;
  if (made.thinned.length === 0) return words.madeWhole(countText(characters));
  const parts = made.thinned.map((part) => words.thinnedParts[part](countText(made.timeErrorMs * 2)));
  return words.madeThinned(countText(characters), parts.join(', '));
}
