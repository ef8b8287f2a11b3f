import {
  type TraceEvent,
  formatReplayEvent,
  formatReplayFooter,
  formatReplayHeader,
  replaySummary,
} from '../../../src/trace/index.js';
import { traceOf } from '../traces.js';

/** The replay file of some events. */
export function replayText(events: readonly TraceEvent[]): string {
  const trace = traceOf(events);
  return [
    formatReplayHeader(trace.info),
    ...events.map(formatReplayEvent),
    formatReplayFooter(replaySummary(trace)),
  ].join('');
}
