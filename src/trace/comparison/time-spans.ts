import type { Completion } from '../completion.js';
import { endsByNextPrompt } from '../run-phases.js';
import type { Trace } from '../trace.js';
import { type CompletionMark, completionMarks } from './completion-marks.js';
import { completionSpans } from './completion-spans.js';
import { exactMs } from './exact-time.js';
import { serverPhases, splitWait } from './server-phases.js';
import type { TimeBucketName, TimeSpan } from './time-bucket.js';
import { firstPromptMs } from './token-race.js';

/** Where completions run at the same time, a moment counts for what is nearest to an answer. From the least to the most. */
const RANK = [
  'between',
  'waiting',
  'load',
  'prefill',
  'tools',
  'reasoning',
  'response',
] as const satisfies readonly TimeBucketName[];

interface Edge {
  readonly atMs: number;
  readonly rank: number;
  readonly by: 1 | -1;
}

/**
 * What a run's time went into, moment by moment, from its first prompt (else its start) to its last event. Every moment is in
 * exactly one span. O(events + blocks × log blocks), in steps.
 */
export function* timeSpans(trace: Trace): Generator<void, TimeSpan[]> {
  const zeroMs = exactMs(firstPromptMs(trace) ?? 0);
  const totalMs = exactMs(trace.durationMs) - zeroMs;
  const sinceZero = (ms: number) => Math.min(totalMs, Math.max(0, exactMs(ms) - zeroMs));
  const marks = yield* completionMarks(trace);
  const edges = allSpans(trace, marks).flatMap(({ bucket, startMs, endMs }): Edge[] => {
    const rank = RANK.indexOf(bucket);
    return [
      { atMs: sinceZero(startMs), rank, by: 1 },
      { atMs: sinceZero(endMs), rank, by: -1 },
    ];
  });
  return sweep(edges, totalMs);
}

function allSpans(trace: Trace, marks: readonly CompletionMark[][]): TimeSpan[] {
  const endsMs = endsByNextPrompt(trace.completions);
  const spans = marks.flatMap((one, index) => {
    const done = completionSpans(one, endsMs[index] ?? trace.durationMs);
    return withServerPhases(trace.completions[index]!, one, done);
  });
  if (firstPromptMs(trace) !== undefined) return spans;
  const firstMs = spans.reduce((first, { startMs }) => Math.min(first, startMs), trace.durationMs);
  return [{ bucket: 'waiting', startMs: 0, endMs: firstMs }, ...spans];
}

/** The wait for the first token as the server explains it, unless the stream told the phases, or several prompts share figures. */
function withServerPhases(
  { serverTimings }: Completion,
  marks: readonly CompletionMark[],
  spans: TimeSpan[],
): TimeSpan[] {
  const isTold = marks.some(({ kind }) => kind === 'phase');
  const prompts = marks.filter(({ kind }) => kind === 'prompt').length;
  const [wait, ...rest] = spans;
  if (isTold || prompts > 1 || wait?.bucket !== 'waiting') return spans;
  return [...splitWait(wait, serverPhases(serverTimings)), ...rest];
}

function sweep(edges: Edge[], totalMs: number): TimeSpan[] {
  edges.sort((a, b) => a.atMs - b.atMs);
  const open = RANK.map(() => 0);
  const spans: TimeSpan[] = [];
  let reachedMs = 0;
  for (const { atMs, rank, by } of edges) {
    if (atMs > reachedMs) addSpan(spans, highest(open), reachedMs, atMs);
    reachedMs = atMs;
    open[rank]! += by;
  }
  if (totalMs > reachedMs) addSpan(spans, highest(open), reachedMs, totalMs);
  return spans;
}

function highest(open: readonly number[]): TimeBucketName {
  return RANK[
    Math.max(
      0,
      open.findLastIndex((count) => count > 0),
    )
  ]!;
}

function addSpan(spans: TimeSpan[], bucket: TimeBucketName, startMs: number, endMs: number): void {
  const last = spans.at(-1);
  if (last?.bucket === bucket) spans[spans.length - 1] = { ...last, endMs };
  else spans.push({ bucket, startMs, endMs });
}
