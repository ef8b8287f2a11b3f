import type { Block } from '../block.js';
import type { Completion } from '../completion.js';
import type { MemorySample } from '../memory-samples.js';
import type { Trace } from '../trace.js';
import { blockAtHand } from './block-at-hand.js';
import type { TokenCountSource } from './token-counts.js';
import { tokenLedger } from './token-ledger.js';

/** Trailing window of the momentary throughput, in milliseconds. */
const RATE_WINDOW_MS = 1000;

/** The figures of one moment. A figure that is not there yet is absent. */
export interface EventMetrics {
  /** Time to first token of the completion at hand, once reached. */
  ttftMs?: number;
  /** Tokens per second over the trailing 1,000 ms of the completion and channel at hand. */
  tokensPerSecond?: number;
  memory?: MemorySample;
  /** Time since the completion's prompt was sent. */
  latencyMs?: number;
  /** Tokens of the whole run so far. */
  tokens: number;
  /** Whether the tokens are counted (`chunk_counts`, `usage`) or only about right (`chunks`). */
  tokenCountSource?: TokenCountSource;
}

/**
 * The figures at event `index` (−1: before the first), at `atMs` (default: the event's own time; a later one lets the
 * throughput fall while nothing comes). Costs searches, and O(blocks) once whenever the trace has grown.
 */
export function eventMetrics(
  trace: Trace,
  index: number,
  atMs = index < 0 ? 0 : trace.timeAt(index),
): EventMetrics {
  if (index < 0) return { tokens: 0 };
  const { tokens, source } = tokenLedger(trace).tokensUpTo(index);
  const block = blockAtHand(trace, index);
  const completion = block && trace.completions[block.completion];
  return {
    ...(completion && completionFigures(completion, atMs)),
    tokensPerSecond: completion && momentaryRate(trace, completion, index, atMs),
    memory: trace.memory.at(index),
    tokens,
    tokenCountSource: source,
  };
}

function completionFigures(completion: Completion, atMs: number): Pick<EventMetrics, 'ttftMs' | 'latencyMs'> {
  const { promptSentMs, firstTokenMs, completedMs } = completion;
  if (promptSentMs === undefined || promptSentMs > atMs) return {};
  const isReached = firstTokenMs !== undefined && firstTokenMs >= promptSentMs && firstTokenMs <= atMs;
  return {
    ttftMs: isReached ? firstTokenMs - promptSentMs : undefined,
    latencyMs: Math.min(atMs, completedMs ?? atMs) - promptSentMs,
  };
}

/**
 * Tokens per second in the trailing window of what the completion generated last; at least of its last two chunks, so that slow
 * models have one too.
 */
function momentaryRate(
  trace: Trace,
  { blocks }: Completion,
  index: number,
  atMs: number,
): number | undefined {
  // Behind an error or a tool's result stands what was generated before it.
  const block = blocks.findLast((one) => one.isGenerated && one.firstEvent <= index);
  if (!block) return undefined;
  const chunks = block.chunksAt(index);
  if (chunks < 2) return undefined;
  const oldest = Math.min(firstChunkAfter(trace, block, chunks, atMs - RATE_WINDOW_MS), chunks - 2);
  const spanMs = atMs - trace.timeAt(block.events.at(oldest));
  if (spanMs <= 0) return undefined;
  const ledger = tokenLedger(trace);
  const tokens = ledger.tokensIn(block, chunks) - ledger.tokensIn(block, oldest + 1);
  return (tokens / spanMs) * 1000;
}

/** Index of the first of the block's `chunks` chunks whose time is after `timeMs`. */
function firstChunkAfter(trace: Trace, block: Block, chunks: number, timeMs: number): number {
  let low = 0;
  let high = chunks;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (trace.timeAt(block.events.at(middle)) <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
