import { markers } from '../../engine/markers.js';
import { blockAtHand } from '../../trace/metrics/block-at-hand.js';
import { eventMetrics } from '../../trace/metrics/event-metrics.js';
import { lastValueAt } from '../../trace/series/curve-value.js';
import type { BlockKind } from '../../trace/block.js';
import type { MarkerKind } from '../../engine/markers.js';
import type { ChartRun } from './chart-run.js';
import type { LaneKey } from './lanes.js';

/** Characters shown before and after the moment's own. */
const BEFORE = 48;
const AFTER = 32;

/** What a run wrote around a moment. */
export interface MomentText {
  readonly kind: BlockKind;
  readonly before: string;
  /** What the last chunk brought. */
  readonly chunk: string;
  readonly after: string;
}

/** One run at one moment. What is not there yet, or was not recorded, is absent. */
export interface Moment {
  readonly run: ChartRun;
  /** On the chart's clock. */
  readonly clockMs: number;
  readonly values: Partial<Record<LaneKey, number>>;
  readonly text?: MomentText;
  /** Marks within reach. */
  readonly marks: readonly MarkerKind[];
}

/** A run at a time of the chart's clock. Costs searches. */
export function momentOf(run: ChartRun, clockMs: number, reachMs: number): Moment {
  const timeMs = clockMs + run.originMs;
  const { trace } = run;
  const index = trace.indexAt(Math.min(timeMs, trace.durationMs));
  const { tokensPerSecond, memory, tokens, tokenCountSource } = eventMetrics(trace, index);
  const gapMs = lastValueAt(run.chunks.curve('gapsMs'), timeMs);
  return {
    run,
    clockMs,
    values: {
      tokens_per_second: tokensPerSecond,
      memory: memory?.memoryMb,
      memory_ratio: memory?.ratio,
      itl: Number.isNaN(gapMs) ? undefined : gapMs,
      cumulative_tokens: tokenCountSource && tokens,
    },
    text: textAt(run, index),
    marks: markers(trace)
      .filter((marker) => Math.abs(marker.timeMs - timeMs) <= reachMs)
      .map(({ kind }) => kind),
  };
}

function textAt({ trace }: ChartRun, index: number): MomentText | undefined {
  const block = blockAtHand(trace, index);
  if (!block) return undefined;
  const chunks = block.chunksAt(index);
  const end = block.textLengthAt(index);
  const start = chunks > 1 && block.isGenerated ? block.ends.at(chunks - 2) : 0;
  const chunk = block.text.slice(Math.max(start, end - BEFORE), end);
  return {
    kind: block.kind,
    before: `${start > BEFORE ? '…' : ''}${whole(block.text.slice(Math.max(0, start - BEFORE), start))}`,
    chunk: whole(chunk),
    after: whole(block.text.slice(end, end + AFTER)),
  };
}

/** Without the halves of characters that were cut in two. */
function whole(text: string): string {
  return text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
}
