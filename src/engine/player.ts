import type { Trace } from '../trace/index.js';
import { boundedRate, Clock, type RunClock } from './clock.js';
import { Loading } from './loading.js';
import { type MediaEventListener, MediaEvents } from './media-events.js';
import { Playback } from './playback.js';
import type { PlayerError } from './player-error.js';
import {
  type ConnectionState,
  type LoadProgress,
  type LoadState,
  type NetworkState,
  PlayerState,
  type ReadyState,
} from './player-state.js';
import type { PassedEvents } from './playhead.js';
import { unloadEvents } from './readiness.js';
import type { Scheduler } from './scheduler.js';
import type { Source } from './source/source.js';
import type { TimeRange } from './time-ranges.js';

/**
 * Plays a run. It behaves as `HTMLMediaElement` does, in milliseconds and without a document: what is read are signals, what
 * happens is told by `subscribe`, in the platform's order and after the state has changed.
 *
 * @example
 * const player = new Player({ scheduler });
 * player.load(traceSource(trace));
 * player.play();
 */
export class Player {
  readonly #scheduler: Scheduler;
  readonly #state = new PlayerState();
  readonly #events = new MediaEvents();
  readonly #playback: Playback;
  #loading?: Loading;

  constructor({ scheduler }: { scheduler: Scheduler }) {
    this.#scheduler = scheduler;
    this.#playback = new Playback(scheduler, this.#state, this.#events);
  }

  /** The run, once something of it is here. It grows in place: whoever computes from it reads `revision` too. */
  get trace(): Trace | undefined {
    return this.#state.trace.get();
  }

  /** Changes whenever the trace grew, at most once a batch. */
  get revision(): number {
    return this.#state.revision.get();
  }

  /** The playhead's time; while playing, as of the last frame. Without a run, where the next one starts. */
  get timeMs(): number {
    const { trace, timeMs, startMs } = this.#state;
    return trace.get() ? timeMs.get() : (startMs.get() ?? 0);
  }

  /** The last event at or before `timeMs`, or the one stepped to; −1 before the first. */
  get index(): number {
    return this.#state.index.get();
  }

  /** The last event's time; NaN without a trace, Infinity while live. */
  get durationMs(): number {
    return this.#state.durationMs.get();
  }

  get paused(): boolean {
    return this.#state.paused.get();
  }

  /** Whether the playhead is at the end of a run that is all here, and does not loop. */
  get ended(): boolean {
    return this.#state.ended.get();
  }

  get seeking(): boolean {
    return this.#state.seeking.get();
  }

  get readyState(): ReadyState {
    return this.#state.readyState.get();
  }

  get networkState(): NetworkState {
    return this.#state.networkState.get();
  }

  /** Whether the run is going on, as far as is known. */
  get isLive(): boolean {
    return this.#state.isLive.get();
  }

  /** Whether the playhead rides along with what happens now. */
  get isAtLiveEdge(): boolean {
    return this.#state.isFollowing.get();
  }

  /** The furthest place that can be sought: while live, where the run is now, as of the last frame or batch. */
  get liveEdgeMs(): number {
    return this.#state.seekableEndMs.get();
  }

  get loadState(): LoadState {
    return this.#state.loadState.get();
  }

  get progress(): LoadProgress {
    return this.#state.progress.get();
  }

  get connection(): ConnectionState {
    return this.#state.connection.get();
  }

  /** How long an answer has been waited for; 0 while that is not long, and once anything came. */
  get silentMs(): number {
    return this.#state.silentMs.get();
  }

  /** Whether the playhead stands where a step brought it. */
  get isStepped(): boolean {
    return this.#state.isStepped.get();
  }

  /** Why nothing can be played, or not the rest of it. A live connection that was lost is no error: see `connection`. */
  get error(): PlayerError | undefined {
    return this.#state.error.get();
  }

  get seekable(): readonly TimeRange[] {
    return this.#state.seekable.get();
  }

  get buffered(): readonly TimeRange[] {
    return this.#state.buffered.get();
  }

  /** The stretches that were played, sorted and apart. */
  get played(): readonly TimeRange[] {
    return this.#playback.playhead.played;
  }

  /** The events that the last `trace-event` told of: passed while playing or stepping on, not while seeking. */
  get passed(): PassedEvents | undefined {
    return this.#playback.passed;
  }

  /** Kept between 0.0625 and 16. Setting what is no finite number above 0 throws a `RangeError`. */
  get playbackRate(): number {
    return this.#state.playbackRate.get();
  }

  set playbackRate(rate: number) {
    this.#playback.setRate(rate);
  }

  get defaultPlaybackRate(): number {
    return this.#state.defaultPlaybackRate.get();
  }

  set defaultPlaybackRate(rate: number) {
    const bounded = boundedRate(rate);
    if (bounded === this.defaultPlaybackRate) return;
    this.#state.defaultPlaybackRate.set(bounded);
    this.#events.emit('ratechange');
  }

  get loop(): boolean {
    return this.#state.loop.get();
  }

  set loop(isLooping: boolean) {
    this.#state.loop.set(isLooping);
  }

  /** Plays from where the playhead is; from the beginning when it is at the end; as soon as there is something, while loading. */
  play(): void {
    this.#loading?.hold();
    this.#playback.play();
  }

  pause(): void {
    this.#loading?.hold();
    this.#playback.pause();
  }

  /** Plays by itself, as `autoplay` does: once per load, and not where it was played or paused before. */
  autoplay(): void {
    this.#loading?.playByItself();
  }

  /** Goes to a time, kept within what can be sought; without a run, the next one starts there. Throws a `RangeError` for NaN. */
  seek(timeMs: number): void {
    this.#playback.seek(timeMs);
  }

  /** Pauses and goes that many events on, or back, even where the time stays the same. */
  step(count: number): void {
    this.#loading?.hold();
    this.#playback.step(count);
  }

  /** Jumps to what happens now, and plays on from there. */
  seekToLiveEdge(): void {
    if (!this.isLive) return;
    this.seek(Infinity);
    this.play();
  }

  /** Lets go of what was there and loads from a source, to start at `startMs` unless a place was sought; from none, stays empty. */
  load(source: Source | undefined, startMs?: number): void {
    this.#loading?.abort();
    this.#loading = undefined;
    const unloaded = unloadEvents(this.#state);
    this.#playback.reset();
    this.#state.playbackRate.set(this.defaultPlaybackRate);
    this.#events.emit(...unloaded);
    if (!source) return;
    const [scheduler, state, events, playback] = [this.#scheduler, this.#state, this.#events, this.#playback];
    this.#loading = new Loading({ scheduler, state, events, playback, startMs });
    void this.#loading.start(source);
  }

  /** Whether it takes its time from another's clock: see `lead`. */
  get isLed(): boolean {
    return this.#state.isLed.get();
  }

  /** Pauses, and from now on takes its time from another's clock, as one of several in a `Race` does; from its own without one. */
  lead(clock?: RunClock): void {
    this.#playback.pause();
    this.#playback.clock = clock ?? new Clock();
    this.#state.isLed.set(clock !== undefined);
  }

  /** Calls back with the type of each event. Returns how to stop. */
  subscribe(listener: MediaEventListener): () => void {
    return this.#events.subscribe(listener);
  }

  /** Lets go of everything: the source, frames, timers and listeners. */
  dispose(): void {
    this.#events.clear();
    this.#loading?.abort();
    this.#playback.reset();
  }
}
