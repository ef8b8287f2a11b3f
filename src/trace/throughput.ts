import type { Block } from './block.js';
import { lowerBound } from './bounds.js';
import { tokenLedger } from './metrics/token-ledger.js';
import type { PhaseKind } from './run-phases.js';
import type { Trace } from './trace.js';

/** Tokens per second in one slice of a run's time. */
export interface ThroughputBucket {
  readonly tokensPerSecond: number;
  /** What most of the slice's tokens were; undefined when none came. */
  readonly kind?: PhaseKind;
}

/**
 * Throughput over time, in `bucketCount` equal slices of 0..`durationMs`: what the density bars of a timeline show. A chunk's
 * tokens are spread over the gap before it, in which they were made: else a steady pace would flicker where a slice holds now
 * three chunks, now four. Found by binary search: the cost depends on blocks and buckets, not on the number of tokens.
 */
export function throughputBuckets(
  trace: Trace,
  bucketCount: number,
  durationMs = trace.durationMs,
): ThroughputBucket[] {
  const tokens = { reasoning: zeros(bucketCount), response: zeros(bucketCount), tools: zeros(bucketCount) };
  const bucketMs = durationMs / bucketCount;
  if (!(bucketMs > 0)) return [];
  for (const block of trace.blocks) {
    if (!block.isGenerated) continue;
    addBlock(
      trace,
      block,
      bucketMs,
      tokens[block.kind === 'tool_call' ? 'tools' : (block.kind as 'response')],
    );
  }
  return Array.from({ length: bucketCount }, (_, bucket) => {
    const counts = [tokens.reasoning[bucket]!, tokens.response[bucket]!, tokens.tools[bucket]!] as const;
    const most = Math.max(...counts);
    const kind = (['reasoning', 'response', 'tools'] as const)[counts.indexOf(most)];
    const total = counts[0] + counts[1] + counts[2];
    return { tokensPerSecond: (total / bucketMs) * 1000, kind: total > 0 ? kind : undefined };
  });
}

function addBlock(trace: Trace, block: Block, bucketMs: number, tokens: Float64Array): void {
  const ledger = tokenLedger(trace);
  const lastBucket = tokens.length - 1;
  const bucketOf = (event: number) => Math.min(lastBucket, Math.floor(trace.timeAt(event) / bucketMs));
  const end = bucketOf(block.lastEvent);
  const times = { length: block.chunkCount, at: (chunk: number) => trace.timeAt(block.events.at(chunk)) };
  const tokensBefore = (timeMs: number) => {
    const chunks = lowerBound(times, timeMs);
    const whole = ledger.tokensIn(block, chunks);
    if (chunks === 0 || chunks === block.chunkCount) return whole;
    const share = (timeMs - times.at(chunks - 1)) / (times.at(chunks) - times.at(chunks - 1));
    return whole + share * (ledger.tokensIn(block, chunks + 1) - whole);
  };
  let before = 0;
  for (let bucket = bucketOf(block.firstEvent); bucket <= end; bucket++) {
    const soFar =
      bucket === end ? ledger.tokensIn(block, block.chunkCount) : tokensBefore((bucket + 1) * bucketMs);
    tokens[bucket]! += soFar - before;
    before = soFar;
  }
}

function zeros(length: number): Float64Array {
  return new Float64Array(length);
}
