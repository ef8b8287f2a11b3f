import type { Stall } from './token-stream.js';

/**
 * What a run's time goes into. `load` and `prefill` as the server told them; `waiting` for a first token, that nothing explains;
 * `reasoning` and `response` from their first token to what comes next; `tools` from a call's first token until its result, or
 * what the model said next; `between`: no completion was open.
 */
export const TIME_BUCKETS = [
  'load',
  'prefill',
  'waiting',
  'reasoning',
  'response',
  'tools',
  'between',
] as const;

export type TimeBucketName = (typeof TIME_BUCKETS)[number];

/** A stretch of a run's time. The spans of a run follow each other without a gap, from 0 to its total. */
export interface TimeSpan {
  readonly bucket: TimeBucketName;
  /** Since the prompt was sent, in whole 1024ths of a millisecond. */
  readonly startMs: number;
  readonly endMs: number;
}

/** All of a run's time that went into one thing. */
export interface TimeBucket {
  readonly name: TimeBucketName;
  /** In whole 1024ths of a millisecond, so that the buckets sum to the total exactly, in any order. */
  readonly ms: number;
  /** The stalls that began in it. */
  readonly stalls: readonly Stall[];
  /** How much of `ms` was spent in stalls. */
  readonly stalledMs: number;
}
