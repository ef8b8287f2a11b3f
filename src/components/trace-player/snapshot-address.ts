import type { AbortSignalLike } from '../../engine/platform.js';
import { snapshotSource } from '../../engine/source/snapshot-source.js';
import type { Source } from '../../engine/source/source.js';
import { parseSnapshotLink } from '../../trace/snapshot/snapshot-link.js';

/** The source of a link that holds its run, or of the page's own one, `hash:`; `changed` is called when another run stands in that. */
export function snapshotAddress(src: string, changed: () => void): Source {
  if (src !== 'hash:') return snapshotSource(src);
  return (sink, context) => {
    followHash(context.signal, changed);
    return snapshotSource(location.hash)(sink, context);
  };
}

/** Until something else is loaded. A hash without a run is a place in the page. */
function followHash(signal: AbortSignalLike, changed: () => void): void {
  const follow = () => {
    if (parseSnapshotLink(location.hash)) changed();
  };
  addEventListener('hashchange', follow);
  signal.addEventListener('abort', () => removeEventListener('hashchange', follow), { once: true });
}
