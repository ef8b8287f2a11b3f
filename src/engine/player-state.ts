import { Signal } from 'signal-polyfill';
import type { Trace } from '../trace/index.js';
import type { PlayerError } from './player-error.js';
import { type TimeRange, rangesUpTo } from './time-ranges.js';

/** How much can be played: nothing, what the run is, this moment, some of what follows, all of it. */
export type ReadyState = 0 | 1 | 2 | 3 | 4;

/** Nothing asked for, at rest, loading, or nothing to be had. */
export type NetworkState = 0 | 1 | 2 | 3;

/** Where loading stands: `ready` as soon as there is something to show, though more may come. */
export type LoadState = 'empty' | 'loading' | 'ready' | 'failed';

/** The connection to a live stream; `none` where the source is none. */
export type ConnectionState = 'none' | 'connecting' | 'open' | 'reconnecting' | 'ended';

/** How much has been loaded. */
export interface LoadProgress {
  readonly bytesLoaded: number;
  /** Absent when the server does not tell it. */
  readonly bytesTotal?: number;
  readonly events: number;
  readonly isComplete: boolean;
}

const NOTHING_LOADED: LoadProgress = { bytesLoaded: 0, events: 0, isComplete: false };

/**
 * All that is seen of a player, as signals. A `Trace` grows in place, so what is computed from it reads `revision` too.
 */
export class PlayerState {
  readonly trace = new Signal.State<Trace | undefined>(undefined);
  readonly revision = new Signal.State(0);
  readonly timeMs = new Signal.State(0);
  /** Where the next run that is shown starts, as `HTMLMediaElement`'s default playback start position. */
  readonly startMs = new Signal.State<number | undefined>(undefined);
  readonly index = new Signal.State(-1);
  readonly paused = new Signal.State(true);
  /** Whether the playhead stands where a step brought it. */
  readonly isStepped = new Signal.State(false);
  readonly seeking = new Signal.State(false);
  readonly readyState = new Signal.State<ReadyState>(0);
  readonly networkState = new Signal.State<NetworkState>(0);
  readonly isLive = new Signal.State(false);
  readonly isFollowing = new Signal.State(false);
  readonly liveEdgeMs = new Signal.State(0);
  readonly loadState = new Signal.State<LoadState>('empty');
  /** How long nothing at all has come of what was asked for; 0 until that is long. */
  readonly silentMs = new Signal.State(0);
  readonly progress = new Signal.State<LoadProgress>(NOTHING_LOADED);
  readonly connection = new Signal.State<ConnectionState>('none');
  readonly error = new Signal.State<PlayerError | undefined>(undefined);
  readonly playbackRate = new Signal.State(1);
  readonly defaultPlaybackRate = new Signal.State(1);
  readonly loop = new Signal.State(false);
  /** Whether a clock that is not its own leads it. */
  readonly isLed = new Signal.State(false);

  /** The last event's time: the end of what there is so far. */
  readonly loadedMs = new Signal.Computed(() => {
    this.revision.get();
    return this.trace.get()?.durationMs ?? 0;
  });

  /** As `HTMLMediaElement.duration` in milliseconds: NaN without a trace, Infinity while live. */
  readonly durationMs = new Signal.Computed(() => {
    if (!this.trace.get()) return NaN;
    return this.isLive.get() ? Infinity : this.loadedMs.get();
  });

  /** The furthest place that can be sought. */
  readonly seekableEndMs = new Signal.Computed(() =>
    this.isLive.get() ? this.liveEdgeMs.get() : this.loadedMs.get(),
  );

  readonly seekable = new Signal.Computed<readonly TimeRange[]>(() => rangesUpTo(this.seekableEndMs.get()));

  readonly buffered = new Signal.Computed<readonly TimeRange[]>(() => rangesUpTo(this.loadedMs.get()));

  /** Whether all of the run is here and the playhead is behind its last event. */
  readonly isAtEnd = new Signal.Computed(() => {
    const trace = this.trace.get();
    if (!trace || !this.progress.get().isComplete) return false;
    return this.timeMs.get() >= this.loadedMs.get() && this.index.get() === trace.length - 1;
  });

  readonly ended = new Signal.Computed(() => this.isAtEnd.get() && (this.isLed.get() || !this.loop.get()));

  /** Back to how it is before anything is loaded. Rates, loop, who leads it and a place to start at stay. */
  reset(): void {
    this.trace.set(undefined);
    this.timeMs.set(0);
    this.index.set(-1);
    this.paused.set(true);
    this.isStepped.set(false);
    this.seeking.set(false);
    this.readyState.set(0);
    this.networkState.set(0);
    this.isLive.set(false);
    this.isFollowing.set(false);
    this.liveEdgeMs.set(0);
    this.loadState.set('empty');
    this.silentMs.set(0);
    this.progress.set(NOTHING_LOADED);
    this.connection.set('none');
    this.error.set(undefined);
  }
}
