import type {
  ResponseCompletedEvent,
  RunMetrics,
  TokenEvent,
  ToolCallEvent,
  TraceEvent,
  Usage,
} from '../../../src/trace/index.js';

interface PlainChunk {
  index: number;
  timeMs: number;
  channel: string;
  count?: number;
}

const idOf = (event: TraceEvent) => (event as TokenEvent).completion_id ?? '';
const requestOf = (id: string) => id.split('#')[0]!;
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

/** NumPy's `percentile(values, 100 × share, method="linear")`, as its documentation states it. */
export function numpyPercentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const virtual = share * (sorted.length - 1);
  const lower = Math.trunc(virtual);
  const upper = Math.min(lower + 1, sorted.length - 1);
  const weight = virtual - lower;
  return sorted[lower]! * (1 - weight) + sorted[upper]! * weight;
}

/** A completion's chunks with text: its tokens, and tool calls that came whole. */
export function plainChunks(events: readonly TraceEvent[], id: string): PlainChunk[] {
  const chunks: PlainChunk[] = [];
  const streamedCalls = new Set<string>();
  events.forEach((event, index) => {
    if (idOf(event) !== id) return;
    if (event.type === 'token') {
      const { text, channel = 'response', tool_call_id: call = '', count } = event as TokenEvent;
      if (text === '') return;
      if (channel === 'tool') streamedCalls.add(call);
      chunks.push({ index, timeMs: event.time_ms, channel, count });
    }
    if (event.type === 'tool_call') {
      const { tool_call_id: call, arguments: text } = event as ToolCallEvent;
      if (text === '' || streamedCalls.has(call)) return;
      streamedCalls.add(call);
      chunks.push({ index, timeMs: event.time_ms, channel: 'tool' });
    }
  });
  return chunks;
}

/** Completion ids in the order in which their first event came. Events that belong to no completion open none. */
export function completionIds(events: readonly TraceEvent[]): string[] {
  const owners = new Set([
    'prompt_sent',
    'token',
    'reasoning_completed',
    'tool_call',
    'tool_result',
    'response_completed',
  ]);
  // An error may be of the whole run: only one that names a completion opens it.
  const isOwner = (event: TraceEvent) =>
    owners.has(event.type) || (event.type === 'error' && idOf(event) !== '');
  return [...new Set(events.filter(isOwner).map(idOf))];
}

function usageOf(events: readonly TraceEvent[], ids: readonly string[]): Usage | undefined {
  for (const id of ids) {
    const end = events.findLast((event) => event.type === 'response_completed' && idOf(event) === id);
    const { usage } = (end ?? {}) as ResponseCompletedEvent;
    if (usage) return usage;
  }
  return undefined;
}

/** Tokens of each chunk of a completion, by the sources in their order. */
export function plainTokens(events: readonly TraceEvent[], id: string): { source: string; tokens: number[] } {
  const ids = completionIds(events).filter((other) => requestOf(other) === requestOf(id));
  const request = ids.flatMap((other) => plainChunks(events, other));
  const mine = plainChunks(events, id);
  const told = request.filter((chunk) => chunk.count !== undefined);
  const counted = sum(request.map((chunk) => chunk.count ?? 1));
  if (told.length > 0 && told.length * 2 >= request.length && counted * 2 >= request.length)
    return { source: 'chunk_counts', tokens: mine.map((chunk) => chunk.count ?? 1) };
  const usage = usageOf(events, ids);
  const reasoning = request.filter((chunk) => chunk.channel === 'reasoning').length;
  const answer = request.length - reasoning;
  const hidden = usage && reasoning === 0 ? (usage.reasoning_tokens ?? 0) : 0;
  const visible = (usage?.completion_tokens ?? 0) - hidden;
  if (!usage || request.length === 0 || visible < request.length)
    return { source: 'chunks', tokens: mine.map(() => 1) };
  const thought = usage.reasoning_tokens ?? 0;
  const isSplit = reasoning > 0 && thought >= reasoning && usage.completion_tokens - thought >= answer;
  const perReasoning = isSplit ? thought / reasoning : visible / request.length;
  const perAnswer = isSplit ? (usage.completion_tokens - thought) / answer : visible / request.length;
  return {
    source: 'usage',
    tokens: mine.map(({ channel }) => (channel === 'reasoning' ? perReasoning : perAnswer)),
  };
}

/** The gaps between a completion's chunks, less those in which a tool's result came. */
export function plainGaps(events: readonly TraceEvent[], id: string): number[] {
  const chunks = plainChunks(events, id);
  return chunks.slice(1).flatMap((chunk, position) => {
    const before = chunks[position]!;
    const between = events.slice(before.index, chunk.index);
    const hasResult = between.some((event) => event.type === 'tool_result' && idOf(event) === id);
    return hasResult ? [] : [chunk.timeMs - before.timeMs];
  });
}

/** What `DESIGN` says of a run's speed, computed over its plain events. Absent figures are absent keys. */
export function plainSpeed(events: readonly TraceEvent[]): RunMetrics {
  const ids = completionIds(events);
  const runs = ids
    .map((id) => ({ chunks: plainChunks(events, id), tokens: plainTokens(events, id).tokens }))
    .filter(({ chunks }) => chunks.length > 1 && chunks.at(-1)!.timeMs > chunks[0]!.timeMs);
  const spanMs = sum(runs.map(({ chunks }) => chunks.at(-1)!.timeMs - chunks[0]!.timeMs));
  const steps = sum(runs.map(({ tokens }) => sum(tokens) - 1));
  const gaps = ids.flatMap((id) => plainGaps(events, id));
  const metrics: RunMetrics = {};
  if (spanMs > 0)
    metrics.tokens_per_second = (sum(runs.map(({ tokens }) => sum(tokens.slice(1)))) / spanMs) * 1000;
  if (spanMs > 0 && steps > 0) metrics.tpot_ms = spanMs / steps;
  if (gaps.length > 0) {
    metrics.itl_p50_ms = numpyPercentile(gaps, 0.5);
    metrics.itl_p95_ms = numpyPercentile(gaps, 0.95);
    metrics.itl_p99_ms = numpyPercentile(gaps, 0.99);
    metrics.itl_max_ms = Math.max(...gaps);
  }
  return metrics;
}
