import { Clock, boundedRate, type RunClock } from './clock.js';
import { LiveEdge } from './live-edge.js';
import type { MediaEvents, MediaEventType } from './media-events.js';
import { type PassedEvents, Playhead } from './playhead.js';
import type { PlayerState, ReadyState } from './player-state.js';
import { reachableState, readinessEvents } from './readiness.js';
import type { Scheduler } from './scheduler.js';
import { Ticker } from './ticker.js';

/** A live viewer who is no further behind than this when playing starts is taken to watch what happens now. */
const PLAY_SNAP_MS = 500;
/** The same for a place that is sought: the edge moved on while it was being named. */
const SEEK_SNAP_MS = 100;

/**
 * Moves the playhead as `HTMLMediaElement` does. Every command brings the playhead up to now, changes the state, tells of it,
 * and settles: readiness, the end, and whether frames are needed. Work per frame is one binary search.
 */
export class Playback {
  readonly edge = new LiveEdge();
  readonly playhead: Playhead;
  /** What the last `trace-event` told of. */
  passed?: PassedEvents;
  /** A place that was sought before it was loaded. */
  pendingSeekMs?: number;
  /** Its own, or one that leads it. */
  clock: RunClock = new Clock();
  readonly #scheduler: Scheduler;
  readonly #state: PlayerState;
  readonly #events: MediaEvents;
  readonly #ticker: Ticker;
  #wasAtEnd = false;

  constructor(scheduler: Scheduler, state: PlayerState, events: MediaEvents) {
    this.#scheduler = scheduler;
    this.#state = state;
    this.#events = events;
    this.playhead = new Playhead(state);
    this.#ticker = new Ticker(scheduler, {
      onTick: () => this.#tick(),
      onTimeUpdate: () => this.#tick('timeupdate'),
      dueInMs: () => this.#dueInMs(),
    });
  }

  play(): void {
    const state = this.#state;
    if (state.ended.get()) this.#jump(0);
    if (!state.paused.get()) return this.settle();
    state.paused.set(false);
    // Of events at one time, a step may have stopped between: playing is past them all.
    this.playhead.advance(state.timeMs.get());
    this.#followFrom(state.timeMs.get(), PLAY_SNAP_MS);
    this.#events.emit('play', state.readyState.get() < 3 ? 'waiting' : 'playing');
    this.settle();
  }

  pause(): void {
    const state = this.#state;
    if (state.paused.get()) return;
    this.catchUp();
    state.paused.set(true);
    state.isFollowing.set(false);
    this.#events.emit('timeupdate', 'pause');
    this.settle();
  }

  /** Throws a `RangeError` for NaN. A place that is not loaded yet is gone to once it is. */
  seek(timeMs: number): void {
    if (Number.isNaN(timeMs)) throw new RangeError('A time to seek must be a number.');
    const state = this.#state;
    if (!state.trace.get()) {
      state.startMs.set(Math.max(0, timeMs));
      return;
    }
    // Who names the edge that was last told means the edge as it is now.
    const isToEdge = state.isLive.get() && timeMs >= state.liveEdgeMs.get() - SEEK_SNAP_MS;
    this.catchUp();
    const isAhead = timeMs > state.loadedMs.get() && !state.isLive.get() && !state.progress.get().isComplete;
    this.pendingSeekMs = isAhead ? timeMs : undefined;
    const placeMs = Math.min(isToEdge ? Infinity : Math.max(0, timeMs), state.seekableEndMs.get());
    if (isAhead) this.#startSeek(state.loadedMs.get());
    else this.#jump(placeMs);
    this.settle();
  }

  /** Goes to the place that was waited for, if it has been loaded. */
  resolvePendingSeek(): void {
    const timeMs = this.pendingSeekMs;
    const state = this.#state;
    if (timeMs === undefined) return;
    if (timeMs > state.loadedMs.get() && !state.progress.get().isComplete) return;
    this.pendingSeekMs = undefined;
    this.#place(Math.min(timeMs, state.loadedMs.get()));
    this.#finishSeek();
  }

  /** Pauses and goes `count` events on, or back. */
  step(count: number): void {
    const state = this.#state;
    if (!state.trace.get()) return;
    this.pause();
    const from = state.index.get();
    const to = Math.min(Math.max(-1, from + Math.trunc(count)), this.playhead.lastIndex);
    if (Number.isNaN(to) || (to === from && !state.seeking.get())) return;
    this.pendingSeekMs = undefined;
    this.#jump(to < 0 ? 0 : state.trace.get()!.timeAt(to), to);
    if (to > from) this.#tellPassed({ first: from + 1, last: to });
    this.settle();
  }

  setRate(rate: number): void {
    const state = this.#state;
    const bounded = boundedRate(rate);
    if (bounded === state.playbackRate.get()) return;
    this.catchUp();
    state.playbackRate.set(bounded);
    if (bounded < 1) state.isFollowing.set(false);
    this.#anchor();
    this.#events.emit('ratechange');
    this.settle();
  }

  /** Brings the playhead up to now, and tells of the events that it passed. */
  catchUp(): void {
    this.sync();
    const passed = this.playhead.takePassed();
    if (passed) this.#tellPassed(passed);
  }

  /** Brings the live edge, and a playhead that moves, up to now. */
  sync(): void {
    const state = this.#state;
    const nowMs = this.#scheduler.now();
    if (state.isLive.get()) state.liveEdgeMs.set(this.edge.at(nowMs));
    if (!this.#ticker.isRunning) return;
    const limitMs = state.seekableEndMs.get();
    const timeMs = this.clock.timeAt(nowMs);
    if (!state.isFollowing.get() && timeMs < limitMs) return this.playhead.advance(timeMs);
    this.playhead.advance(limitMs);
    this.#anchor();
    if (state.isLive.get() && state.playbackRate.get() >= 1) state.isFollowing.set(true);
  }

  /** Makes readiness, the end and the need for frames agree with the rest of the state. */
  settle(): void {
    this.#setReadyState(this.#reachableState());
    this.#noticeEnd();
    const isMoving =
      !this.#state.paused.get() && this.#state.readyState.get() >= 3 && !this.#state.isAtEnd.get();
    if (!isMoving) return this.#ticker.stop();
    if (this.#ticker.isRunning) return this.#ticker.reschedule();
    this.#anchor();
    this.#ticker.start();
  }

  /** Stops moving and forgets the run. */
  reset(): void {
    this.#ticker.stop();
    this.#state.reset();
    this.playhead.reset();
    this.edge.reset();
    this.passed = this.pendingSeekMs = undefined;
    this.#wasAtEnd = false;
  }

  /** Takes where the playhead is as where it was all along: a run without duration has not just come to its end. */
  start(timeMs: number): void {
    this.playhead.jump(timeMs);
    this.#followFrom(timeMs, PLAY_SNAP_MS);
    this.#wasAtEnd = this.#state.isAtEnd.get();
  }

  #tick(...events: MediaEventType[]): void {
    this.catchUp();
    // Coming to the end, or to the end of what is loaded, tells of the time itself.
    if (!this.#state.isAtEnd.get() && this.#reachableState() >= 3) this.#events.emit(...events);
    this.settle();
  }

  /** Until the end of what there is, where that stands still. */
  #dueInMs(): number {
    if (this.#state.isLive.get() && this.#state.connection.get() === 'open') return Infinity;
    return this.clock.delayUntil(this.#state.seekableEndMs.get(), this.#scheduler.now());
  }

  #jump(timeMs: number, index?: number): void {
    this.#startSeek(timeMs, index);
    this.#finishSeek();
  }

  #startSeek(timeMs: number, index?: number): void {
    this.#state.seeking.set(true);
    this.#place(timeMs, index);
    this.#events.emit('seeking');
  }

  #finishSeek(): void {
    this.#state.seeking.set(false);
    this.#events.emit('timeupdate', 'seeked');
  }

  #place(timeMs: number, index?: number): void {
    this.playhead.jump(timeMs, index);
    this.#followFrom(timeMs, SEEK_SNAP_MS);
    this.#anchor();
  }

  #anchor(): void {
    this.clock.anchor(this.#scheduler.now(), this.#state.timeMs.get(), this.#state.playbackRate.get());
  }

  /** Whether a playhead at this time rides along the live edge. */
  #followFrom(timeMs: number, snapMs: number): void {
    const state = this.#state;
    const isPlayingLive = state.isLive.get() && !state.paused.get() && state.playbackRate.get() >= 1;
    state.isFollowing.set(isPlayingLive && timeMs >= this.edge.at(this.#scheduler.now()) - snapMs);
  }

  #tellPassed(passed: PassedEvents): void {
    this.passed = passed;
    this.#events.emit('trace-event');
  }

  #reachableState(): ReadyState {
    return reachableState(this.#state, this.pendingSeekMs !== undefined);
  }

  #setReadyState(next: ReadyState): void {
    const { readyState, paused } = this.#state;
    const before = readyState.get();
    readyState.set(next);
    this.#events.emit(...readinessEvents(before, next, !paused.get()));
  }

  #noticeEnd(): void {
    const state = this.#state;
    const isReached = state.isAtEnd.get() && !this.#wasAtEnd && state.loadedMs.get() > 0;
    const isPlaying = !state.paused.get();
    this.#wasAtEnd = state.isAtEnd.get();
    if (!this.#wasAtEnd || !(isPlaying || isReached)) return;
    if (!state.ended.get() && state.loadedMs.get() > 0) {
      if (isPlaying) this.#jump(0);
      return;
    }
    state.paused.set(true);
    this.#events.emit(...(isPlaying ? (['timeupdate', 'pause', 'ended'] as const) : (['ended'] as const)));
  }
}
