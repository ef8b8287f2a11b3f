import { SnapshotError } from '../../trace/snapshot/snapshot-error.js';
import { parseSnapshotLink } from '../../trace/snapshot/snapshot-link.js';
import { takeSnapshot } from './begun-snapshots.js';
import { Pace } from './pace.js';
import type { OpenOptions, Source, SourceContext, SourceSink } from './source.js';
import { worded } from './worded.js';

/**
 * The run that a link holds behind `#trace=`, or the first of those that it holds: read here, from the link alone. It starts at the
 * link's `t`, at its `speed`, where the page says nothing else.
 */
export function snapshotSource(link: string): Source {
  return async (sink, context) => {
    try {
      const told = parseSnapshotLink(link);
      if (!told) throw new SnapshotError('empty', 'no trace= in its hash');
      const options = { startMs: (told.t ?? 0) * 1000, playbackRate: told.speed };
      await showReading(told.payloads[0]!, options, sink, context);
    } catch (failure) {
      throw await worded(failure, {});
    }
  };
}

/** What takes longer to read is shown meanwhile. */
async function showReading(
  payload: string,
  options: OpenOptions & { readonly startMs: number },
  sink: SourceSink,
  { scheduler, signal }: SourceContext,
): Promise<void> {
  const reading = await takeSnapshot(payload);
  const pace = new Pace(scheduler);
  if (signal.aborted) return;
  // A moment that is soon read is shown at once: what is before it would only flash.
  while (!reading.isRead && reading.trace.durationMs < options.startMs && !pace.isSpent(0))
    reading.readStep();
  sink.open(reading.trace, { ...options, isComplete: reading.isRead });
  if (!reading.isRead) await pace.paint();
  while (!reading.isRead && !signal.aborted) {
    while (!reading.isRead && !pace.isSpent(0)) reading.readStep();
    sink.grew();
    await pace.yield();
  }
}
