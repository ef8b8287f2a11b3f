import {
  formatReplayEvent,
  formatReplayFooter,
  formatReplayHeader,
  replaySummary,
  type RunInfo,
  type RunSummary,
  type TraceEvent,
} from '../../../src/trace/index.js';
import { prompt, token, traceOf } from './trace-builder.js';

export const RUN: RunInfo = {
  run_id: 'r1',
  model: 'm1',
  provider: 'p1',
  started_at: '2026-01-02T03:04:05.000Z',
  timing: 'recorded',
};

/** A run of one of each: a start, a prompt, reasoning, an answer with characters of every width, and its end. */
export const EVENTS: readonly TraceEvent[] = [
  { type: 'run_started', time_ms: 0, ...RUN, server: { name: 's' } },
  prompt(0.5),
  token(10, 'Hm…\n', { channel: 'reasoning' }),
  { type: 'reasoning_completed', time_ms: 12 },
  token(12, 'Grüße, 日本'),
  token(13.25, ' 😀]\n],"x":{', { count: 2 }),
  { type: 'beam', time_ms: 14, paths: [{ text: 'a' }, []] },
  { type: 'response_completed', time_ms: 15, finish_reason: 'stop' },
  { type: 'run_completed', time_ms: 16, duration_ms: 16 },
];

/** A replay file, as a recorder writes it. */
export function replayText(
  events: readonly TraceEvent[] = EVENTS,
  info: RunInfo = RUN,
  summary: RunSummary = replaySummary(traceOf(...events)),
): string {
  return formatReplayHeader(info) + events.map(formatReplayEvent).join('') + formatReplayFooter(summary);
}

/** The same document with its keys in alphabetical order, as some tools save it. */
export function sortedKeys(text: string): string {
  const document = JSON.parse(text) as Record<string, unknown>;
  return JSON.stringify(Object.fromEntries(Object.entries(document).sort(([a], [b]) => (a < b ? -1 : 1))));
}
