import type { TraceEvent } from '../../trace/events.js';
import type { LeftOutPart } from '../../trace/lost-parts.js';
import { fileNotices } from '../../trace/replay-file/file-notices.js';
import {
  formatReplayEvent,
  formatReplayFooter,
  formatReplayHeader,
  replaySummary,
} from '../../trace/replay-file/format.js';
import { withLeftOut } from '../../trace/snapshot/left-out.js';
import { Trace } from '../../trace/trace.js';

/** A run's replay file, less what its sender leaves out, which its header says. */
export function replayBlob(trace: Trace, without: ReadonlySet<LeftOutPart>): Blob {
  const kept = new Trace();
  kept.info = trace.info;
  const pieces = [formatReplayHeader(trace.info, fileNotices(trace, [...without]))];
  for (let index = 0; index < trace.length; index++) {
    const event: TraceEvent = withLeftOut(trace.eventAt(index), without);
    kept.append(event);
    pieces.push(formatReplayEvent(event, index));
  }
  pieces.push(formatReplayFooter({ ...replaySummary(kept), status: trace.status }));
  return new Blob(pieces, { type: 'application/json' });
}

/** A name for the file that every file system takes. */
export function replayFileName({ info: { run_id, model } }: Trace): string {
  const name = (run_id || model).replace(/[^\w.-]+/g, '-').replace(/^[.-]+/, '');
  return `${name.slice(0, 80) || 'run'}.json`;
}
