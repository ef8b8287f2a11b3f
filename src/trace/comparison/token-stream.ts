import type { BlockKind } from '../block.js';
import type { TokenCountSource } from '../metrics/token-counts.js';
import type { TimeBucketName } from './time-bucket.js';

/** A block as it was generated. Times are since the prompt was sent. */
export interface StreamBlock {
  readonly kind: BlockKind;
  /** Index in `Trace.completions`. */
  readonly completion: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly chunks: number;
  readonly tokens: number;
}

/** A gap far outside of the run's own gaps; see `findStalls` for the rule. */
export interface Stall {
  /** Time of the chunk before it, since the prompt was sent. */
  readonly startMs: number;
  readonly ms: number;
  /** Index in `Trace.completions`. */
  readonly completion: number;
  /** Index of the event before it. */
  readonly event: number;
  readonly bucket: TimeBucketName;
}

/** Chunks of one completion that came at once. */
export interface Burst {
  readonly startMs: number;
  readonly endMs: number;
  readonly chunks: number;
  readonly completion: number;
}

/** How a run generated. Times are since the prompt was sent. */
export interface TokenStream {
  readonly tokens: number;
  /** Absent where there are none. `chunks`: only about right. */
  readonly tokenCountSource?: TokenCountSource;
  /** What was generated, in the order in which it began. */
  readonly blocks: readonly StreamBlock[];
  /** When each chunk came, non-decreasing; chunks of all completions. */
  readonly chunkTimesMs: Float64Array;
  /** Tokens that had come with each of those chunks. */
  readonly tokensSoFar: Float64Array;
  readonly stalls: readonly Stall[];
  readonly bursts: readonly Burst[];
}
