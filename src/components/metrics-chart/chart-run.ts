import { Signal } from 'signal-polyfill';
import { firstPromptMs } from '../../trace/comparison/token-race.js';
import { ChunkSeries } from '../../trace/series/chunk-series.js';
import { type MemorySeries, memorySeries } from '../../trace/series/memory-series.js';
import { tokenLedger } from '../../trace/metrics/token-ledger.js';
import type { Trace } from '../../trace/trace.js';

/** What a chart needs of a player: a media element's place, and its trace. */
export interface RunMedia extends EventTarget {
  readonly trace?: Trace;
  currentTime: number;
  readonly paused: boolean;
  readonly ended: boolean;
}

/** A run to draw, and the player that it comes from, where there is one. */
export interface RunSource {
  readonly trace: Trace;
  readonly media?: RunMedia;
}

/** One run in a chart, with its curves as far as they have been read. */
export class ChartRun {
  readonly trace: Trace;
  readonly media?: RunMedia;
  /** From 1 on: its colour, dash and letter. */
  place = 1;
  /** Run time at which the chart's clock is 0. */
  originMs = 0;
  chunks: ChunkSeries;
  memory?: MemorySeries;

  constructor({ trace, media }: RunSource) {
    this.trace = trace;
    this.media = media;
    this.chunks = new ChunkSeries(trace);
  }

  get letter(): string {
    return String.fromCharCode(64 + this.place);
  }

  /** Where the common clock begins: when the first prompt was sent; 0 where none was. */
  get promptSentMs(): number {
    return firstPromptMs(this.trace) ?? 0;
  }

  /** The run's last time: its last event's, or a live playhead's, that rides ahead of it. Run time. */
  get endMs(): number {
    return Math.max(this.trace.durationMs, this.#mediaMs ?? 0);
  }

  /** Where the player stands, on the chart's clock; undefined without one. */
  get playheadMs(): number | undefined {
    const timeMs = this.#mediaMs;
    return timeMs === undefined ? undefined : timeMs - this.originMs;
  }

  /** Not followed as a signal: what reads it would be drawn anew each frame. */
  get #mediaMs(): number | undefined {
    return Signal.subtle.untrack(() => this.media && this.media.currentTime * 1000);
  }

  /** Whether the count of tokens is only about right. */
  get isApproximate(): boolean {
    return tokenLedger(this.trace).tokensUpTo(this.trace.length - 1).source === 'chunks';
  }

  /** Gets ready to read what is new, and all again where the tokens have been told anew. */
  beginReading(): void {
    if (this.chunks.isOutdated) this.chunks = new ChunkSeries(this.trace);
    this.memory = memorySeries(this.trace);
  }
}
