import type { JsonObject, RunStatus, Timing } from '../../trace/index.js';

/**
 * How a file of the folder stands. Beside a run's own statuses: `unfinished`, whose writer is gone; `other`, a form that the player
 * reads and that says nothing of its run in advance; `broken`, no run at all.
 */
export type FileState = RunStatus | 'unfinished' | 'other' | 'broken';

/** A run as the list shows it. What is not known is absent. */
export interface ListedRun {
  /** Its name in the folder, which stays the same from its beginning on. */
  readonly file: string;
  readonly state: FileState;
  /** What is wrong with it, for people. */
  readonly problem?: string;
  readonly run_id?: string;
  readonly model?: string;
  readonly provider?: string;
  readonly workload?: string;
  /** ISO 8601: when the run began, or else when the file was last written. */
  readonly at: string;
  readonly timing?: Timing;
  readonly simulated?: boolean;
  readonly duration_ms?: number;
  readonly ttft_ms?: number;
  readonly tokens_per_second?: number;
  /** Nothing told the number of tokens: chunks were counted. */
  readonly counts_chunks?: boolean;
  /** The beginning of what was asked. */
  readonly prompt?: string;
}

/** The figures of a run's metrics that a list shows. */
export function listedFigures(
  metrics: JsonObject | undefined,
): Pick<ListedRun, 'ttft_ms' | 'tokens_per_second' | 'counts_chunks'> {
  return {
    ttft_ms: numberOf(metrics?.ttft_ms),
    tokens_per_second: numberOf(metrics?.tokens_per_second),
    counts_chunks: metrics?.token_count_source === 'chunks' || undefined,
  };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
