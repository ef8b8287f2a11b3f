import { timeToReach } from '../trace/comparison/token-race.js';
import { boundedRate } from './clock.js';
import { type MediaEventListener, MediaEvents } from './media-events.js';
import type { Player } from './player.js';
import type { RaceLane } from './race-lane.js';
import { mostTokens, type RaceSync } from './race-pace.js';
import { RacePlayback } from './race-playback.js';
import { RaceState } from './race-state.js';
import { stepBack, stepOn } from './race-steps.js';
import type { Scheduler } from './scheduler.js';

interface RaceParts {
  readonly scheduler: Scheduler;
  readonly players: readonly Player[];
  readonly sync?: RaceSync;
}

/**
 * Plays several runs on one clock, which begins where each one's prompt was sent. The players stay what they are, and take their
 * time from here: whoever plays, pauses, seeks or speeds up one of them does so to all. Each waits at its end for the others; none
 * runs ahead of one that is still loading, or of a live one. What cannot be loaded is left out.
 *
 * With `sync: 'tokens'` all are always at the same number of tokens: the one with the most of them goes at its own pace, and the
 * times here are its.
 */
export class Race {
  readonly #state: RaceState;
  readonly #events = new MediaEvents();
  readonly #playback: RacePlayback;

  constructor({ scheduler, players, sync = 'time' }: RaceParts) {
    this.#state = new RaceState(players, sync);
    this.#playback = new RacePlayback(scheduler, this.#state, this.#events);
  }

  /** The runs, in the order of their players. */
  get lanes(): readonly RaceLane[] {
    return this.#state.lanes;
  }

  /** The common time since the prompts were sent. */
  get timeMs(): number {
    return this.#state.timeMs.get();
  }

  /** As of a `Player`: NaN without a run, Infinity while one is live. */
  get durationMs(): number {
    return this.#state.durationMs.get();
  }

  /** Where the last of the runs ends, as far as they have come. */
  get endMs(): number {
    return this.#state.pace.get().endMs;
  }

  get paused(): boolean {
    return this.#state.paused.get();
  }

  /** Whether all of every run is here and has been played, and the race does not loop. */
  get ended(): boolean {
    return this.#state.ended.get();
  }

  get seeking(): boolean {
    return this.#state.soughtMs.get() !== undefined;
  }

  get isLive(): boolean {
    return this.#state.isLive.get();
  }

  get isAtLiveEdge(): boolean {
    return this.lanes.some(({ player }) => player.isAtLiveEdge);
  }

  /** The furthest place that can be sought. */
  get liveEdgeMs(): number {
    return this.#state.pace.get().limitMs;
  }

  /** Kept between 0.0625 and 16. Setting what is no finite number above 0 throws a `RangeError`. */
  get playbackRate(): number {
    return this.#state.playbackRate.get();
  }

  set playbackRate(rate: number) {
    this.#playback.setRate(boundedRate(rate));
  }

  /** Whether all begin again once the last of them has ended. That a player loops by itself means nothing here. */
  get loop(): boolean {
    return this.#state.loop.get();
  }

  set loop(isLooping: boolean) {
    this.#state.loop.set(isLooping);
  }

  get sync(): RaceSync {
    return this.#state.sync.get();
  }

  set sync(sync: RaceSync) {
    if (sync === this.sync) return;
    const { sync: state, pace } = this.#state;
    this.#playback.clock.advance();
    state.set(sync);
    this.#playback.goTo(Math.min(this.timeMs, pace.get().limitMs));
    this.#events.emit('timeupdate');
    this.#playback.settle();
  }

  /** The run with the most tokens. */
  get longest(): RaceLane | undefined {
    return mostTokens(this.lanes.filter(({ isOut }) => !isOut));
  }

  /** Plays from where they are; from the beginning when all are at their ends; once they are loaded, while loading. */
  play(): void {
    if (this.ended) this.seek(0);
    this.#playback.setPaused(false);
  }

  pause(): void {
    this.#playback.setPaused(true);
  }

  /** Goes to a common time, kept within what all can be sought to. A place not loaded yet is gone to once it is. */
  seek(timeMs: number): void {
    if (Number.isNaN(timeMs)) throw new RangeError('A time to seek must be a number.');
    const { pace, soughtMs, isAwaited } = this.#state;
    const { limitMs } = pace.get();
    const isAhead = timeMs > limitMs && isAwaited.get();
    this.#playback.wasSought = true;
    soughtMs.set(isAhead ? timeMs : undefined);
    this.#events.emit('seeking');
    this.#playback.goTo(Math.min(Math.max(0, timeMs), limitMs));
    if (!isAhead) this.#events.emit('timeupdate', 'seeked');
    this.#playback.settle();
  }

  /** Goes to where the run with the most tokens had that many. */
  seekToTokens(tokens: number): void {
    const lane = this.longest;
    if (!lane?.trace) return;
    const laneMs = timeToReach(lane.trace, tokens) ?? lane.reachMs;
    this.seek(this.#state.pace.get().commonMs(lane, laneMs));
  }

  /** Pauses and goes that many events on, or back, among those of all runs. */
  step(count: number): void {
    this.pause();
    for (let left = Math.abs(Math.trunc(count)); left > 0 && this.#stepOnce(count > 0); left--);
  }

  /** Jumps to what happens now, and plays on from there. */
  seekToLiveEdge(): void {
    if (!this.isLive) return;
    this.seek(Infinity);
    this.play();
  }

  /** Calls back with the type of each event of the race. Returns how to stop. */
  subscribe(listener: MediaEventListener): () => void {
    return this.#events.subscribe(listener);
  }

  /** Stops, and gives each player its own time back. */
  dispose(): void {
    this.#events.clear();
    this.#playback.dispose();
  }

  #stepOnce(isOn: boolean): boolean {
    const pace = this.#state.pace.get();
    const lanes = this.lanes.filter(({ trace }) => trace);
    const step = isOn ? stepOn(lanes, pace, this.timeMs) : stepBack(lanes, pace);
    if (!step) return false;
    this.#playback.wasSought = true;
    this.#state.soughtMs.set(undefined);
    this.#events.emit('seeking');
    this.#playback.goTo(step.timeMs);
    this.#playback.command(() => {
      for (const [{ player }, index] of step.indexes)
        if (player.index !== index) player.step(index - player.index);
    });
    this.#events.emit('timeupdate', 'seeked');
    this.#playback.settle();
    return true;
  }
}
