import type { Source } from '../../engine/source/source.js';
import { sourceOnDemand } from './source-on-demand.js';

/** `snapshotAddress`, fetched when a link is first played. The page for frames is built with that itself, as links are all it plays. */
export function snapshotAddress(src: string, changed: () => void): Source {
  return sourceOnDemand(async () => (await import('./snapshot-address.js')).snapshotAddress(src, changed));
}
