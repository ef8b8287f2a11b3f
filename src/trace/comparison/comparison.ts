import type { Spread } from '../metrics/spread.js';
import type { RunMetrics } from '../metrics/run-metrics.js';
import type { RunProfile } from './run-profile.js';
import type { TimeBucket, TimeBucketName } from './time-bucket.js';

/** One of two things that are compared. */
export type Side = 'left' | 'right';

/** One figure of both sides. A side that does not have it is absent, and then nothing follows from it. */
export interface FigureDifference {
  readonly left?: Spread;
  readonly right?: Spread;
  /** Right − left, of the medians. */
  readonly difference?: number;
  /** That ÷ left. Absent where left is 0. */
  readonly share?: number;
  /** Within 2 % of the larger, or within the spread: the middle halves of both sides overlap. */
  readonly isEven?: boolean;
}

/** The names of the figures that are compared. */
export type MetricName = Exclude<keyof RunMetrics, 'token_count_source'>;

/** Why a comparison is not quite fair. */
export type CaveatKind =
  | 'prompt'
  | 'prompt_unknown'
  | 'system_prompt'
  | 'parameters'
  | 'mixed_models'
  | 'quantisation'
  | 'hardware'
  | 'hardware_unknown'
  | 'cold_start'
  | 'cached_prompt'
  | 'clock'
  | 'estimated'
  | 'simulated'
  | 'not_completed'
  | 'token_counts'
  | 'came_at_once'
  | 'text_not_recorded';

/** One reason, and what it rests on. */
export interface Caveat {
  readonly kind: CaveatKind;
  /** Of `parameters` and `hardware`: which. */
  readonly name?: string;
  /** Whom it is said of: the side that is marked, or not known; both where they differ. */
  readonly sides: readonly Side[];
  /**
   * Distinct values, as a side may be several runs; empty where there is none, or it would be long (prompts). `not_completed`: the
   * status; `clock`: the timing; `token_counts`: the source; `mixed_models`: the models of a set; `cold_start`: milliseconds; `cached_prompt`: tokens.
   */
  readonly left: readonly string[];
  readonly right: readonly string[];
}

/** One bucket of both sides. */
export interface BucketDifference {
  readonly name: TimeBucketName;
  readonly left: TimeBucket;
  readonly right: TimeBucket;
  /** Right − left. These sum to `LatencyDifference.differenceMs` exactly. */
  readonly differenceMs: number;
}

/** Where one run spent more time than the other. Of sets, of the run of median total on each side: medians would not sum. */
export interface LatencyDifference {
  readonly leftMs: number;
  readonly rightMs: number;
  /** Right − left. */
  readonly differenceMs: number;
  readonly buckets: readonly BucketDifference[];
  /** The bucket that differs most; absent where none does. */
  readonly largest?: BucketDifference;
}

/** Why memory cannot be compared: nothing was told on one side, or what was told counts different things. */
export type MemoryObstacle = 'missing' | 'different_kinds';

/** Memory of both sides at a time since the prompt was sent; absent before the first sample. */
export interface MemoryMoment {
  readonly ms: number;
  readonly left?: number;
  readonly right?: number;
}

/** Memory of both sides; absent where neither has any. */
export type MemoryDifference =
  | {
      readonly isComparable: true;
      readonly scope: string;
      readonly unit: 'mb' | 'ratio';
      readonly sourceKind: string;
      readonly peak: FigureDifference;
      readonly end: FigureDifference;
      /** At each sample of either; of sets, of the runs of median total. */
      readonly overTime: readonly MemoryMoment[];
    }
  | {
      readonly isComparable: false;
      readonly obstacle: MemoryObstacle;
      /** What each side has, for people: `process: rss of process tree #`. */
      readonly left: readonly string[];
      readonly right: readonly string[];
    };

/** What a clause of the verdict is about. */
export type VerdictKind = 'first_to_answer' | 'finished_first' | 'generated_faster' | 'used_more_memory';

/** Why there is no saying. */
export type VerdictObstacle = 'missing' | 'estimated' | 'came_at_once' | 'not_completed' | 'different_kinds';

/** One thing that the figures say, or cannot say. */
export interface VerdictClause {
  readonly kind: VerdictKind;
  /** Whom it is said of: who was first, or faster, or used more. `unknown`: see `obstacle`. */
  readonly outcome: Side | 'even' | 'unknown';
  readonly obstacle?: VerdictObstacle;
  readonly unit: 'ms' | 'tokens_per_second' | 'mb' | 'ratio';
  readonly figures: FigureDifference;
  /** Token counts behind it are only about right (≈). */
  readonly isApproximate: boolean;
}

/** When each side reached a number of tokens, since the prompt was sent; absent: not reached. */
export interface TokenMilestone {
  readonly tokens: number;
  readonly leftMs?: number;
  readonly rightMs?: number;
}

/** Two runs, or two sets of runs, side by side. */
export interface Comparison {
  /** The run; of a set, its run of median total. */
  readonly left: RunProfile;
  readonly right: RunProfile;
  readonly leftRuns: readonly RunProfile[];
  readonly rightRuns: readonly RunProfile[];
  /** What to say first. */
  readonly caveats: readonly Caveat[];
  readonly total: FigureDifference;
  readonly metrics: Readonly<Partial<Record<MetricName, FigureDifference>>>;
  readonly latency: LatencyDifference;
  /** At 1, 2, 5, 10, 20, 50, … tokens, and where each ended; `timeToReach` tells every other. */
  readonly milestones: readonly TokenMilestone[];
  readonly memory?: MemoryDifference;
  readonly verdict: readonly VerdictClause[];
}
