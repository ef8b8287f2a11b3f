import {
  formatReplayEvent,
  formatReplayFooter,
  formatReplayHeader,
  replaySummary,
  Trace,
  type RunInfo,
  type TraceEvent,
} from '../../src/trace/index.js';

/** A run of numbered words, as a replay file. */
export function replayText({ words, gapMs }: { words: number; gapMs: number }): string {
  const info: RunInfo = {
    run_id: 'sample',
    model: 'sample',
    provider: 'test',
    started_at: '2026-01-01T00:00:00.000Z',
    timing: 'recorded',
    simulated: true,
  };
  const events: TraceEvent[] = [
    { type: 'run_started', time_ms: 0, ...info },
    { type: 'prompt_sent', time_ms: 0, messages: [{ role: 'user', content: 'Count' }] },
  ];
  for (let word = 1; word <= words; word++) {
    events.push({ type: 'token', time_ms: word * gapMs, text: sampleWord(word) });
  }
  events.push(
    { type: 'response_completed', time_ms: words * gapMs, finish_reason: 'stop' },
    { type: 'run_completed', time_ms: words * gapMs, duration_ms: words * gapMs },
  );
  const trace = new Trace();
  trace.info = info;
  for (const event of events) trace.append(event);
  return (
    formatReplayHeader(info) +
    events.map(formatReplayEvent).join('') +
    formatReplayFooter(replaySummary(trace))
  );
}

/** The text of a sample run of so many words. */
export function sampleText(words: number): string {
  return Array.from({ length: words }, (_, index) => sampleWord(index + 1)).join('');
}

function sampleWord(word: number): string {
  return ` word${word}`;
}
