import { decodeSnapshot } from '../../trace/snapshot/decode-snapshot.js';
import { parseSnapshotLink } from '../../trace/snapshot/snapshot-link.js';
import { SnapshotError } from '../../trace/snapshot/snapshot-error.js';
import type { Source } from './source.js';
import { worded } from './worded.js';

/**
 * The run that a link holds behind `#trace=`, or the first of those that it holds: read here, from the link alone. It starts at the
 * link's `t`, at its `speed`, where the page says nothing else.
 */
export function snapshotSource(link: string): Source {
  return async (sink, { scheduler, signal }) => {
    try {
      const told = parseSnapshotLink(link);
      if (!told) throw new SnapshotError('empty', 'no trace= in its hash');
      const trace = await decodeSnapshot(told.payloads[0]!, { pause: () => scheduler.yieldToHost() });
      if (signal.aborted) return;
      sink.open(trace, { isComplete: true, startMs: (told.t ?? 0) * 1000, playbackRate: told.speed });
    } catch (failure) {
      throw await worded(failure, {});
    }
  };
}
