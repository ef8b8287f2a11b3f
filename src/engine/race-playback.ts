import type { MediaEvents, MediaEventType } from './media-events.js';
import { EDGE_SNAP_MS, RaceClock } from './race-clock.js';
import type { RaceLane } from './race-lane.js';
import type { RaceState } from './race-state.js';
import type { Scheduler } from './scheduler.js';
import { Ticker } from './ticker.js';

/** A player that is no further from where the race has it was moved by nobody else. While playing, time passes in between. */
const SLACK_MS = 1;
const PLAYING_SLACK_MS = 16;

/**
 * Moves the runs of a race together. Their players ask one clock for the time, each with its own beginning, so that they cannot
 * drift apart; what is done to one of them is done to all.
 */
export class RacePlayback {
  readonly clock: RaceClock;
  /** Whether someone said where the race is to be. */
  wasSought = false;
  readonly #state: RaceState;
  readonly #events: MediaEvents;
  readonly #ticker: Ticker;
  readonly #unsubscribes: (() => void)[];
  /** The runs that have been brought to where the race is. */
  readonly #placed = new Set<RaceLane>();
  /** Those of them that are not loaded that far yet. */
  readonly #late = new Set<RaceLane>();
  #wasEnded = false;
  #isCommanding = false;
  #isDisposed = false;
  #toldDurationMs = NaN;
  #pacemaker?: RaceLane;

  constructor(scheduler: Scheduler, state: RaceState, events: MediaEvents) {
    this.clock = new RaceClock(scheduler, state);
    this.#state = state;
    this.#events = events;
    this.#ticker = new Ticker(scheduler, {
      onTick: () => this.#tick(),
      onTimeUpdate: () => this.#tick('timeupdate'),
      dueInMs: () => this.clock.dueInMs(),
    });
    const isPlaying = state.lanes.some(({ player }) => !player.paused);
    this.#unsubscribes = state.lanes.map((lane) => {
      lane.player.lead(this.clock.clockOf(lane));
      return lane.player.subscribe((type) => this.#handle(lane, type));
    });
    this.settle();
    if (isPlaying) this.setPaused(false);
  }

  /** Lets all play, or stand. */
  setPaused(isPaused: boolean): void {
    const { paused } = this.#state;
    if (isPaused !== paused.get()) {
      this.clock.advance();
      paused.set(isPaused);
      this.#events.emit(...(isPaused ? (['timeupdate', 'pause'] as const) : (['play'] as const)));
    }
    this.settle();
  }

  /** Sets how fast all go: a bounded rate. */
  setRate(rate: number): void {
    const { playbackRate, lanes } = this.#state;
    if (rate === playbackRate.get()) return;
    this.clock.advance();
    playbackRate.set(rate);
    this.clock.anchor();
    this.command(() => lanes.forEach(({ player }) => (player.playbackRate = rate)));
    this.#events.emit('ratechange');
    this.settle();
  }

  /** Puts the race at a common time, and all runs but one that is there already. */
  goTo(timeMs: number, there?: RaceLane): void {
    this.#state.timeMs.set(timeMs);
    this.clock.anchor();
    this.#late.clear();
    for (const lane of this.#placed) if (lane !== there) this.#bring(lane);
    this.#wasEnded = false;
  }

  /** Does something to the players that is not to be taken for somebody else's doing. */
  command(act: () => void): void {
    const before = this.#isCommanding;
    this.#isCommanding = true;
    act();
    this.#isCommanding = before;
  }

  /** Makes the runs' places, what they do, the end, and whether frames are needed agree with the rest of the state. */
  settle(): void {
    if (this.#isCommanding) return;
    this.command(() => this.#placeOpened());
    this.#followPacemaker();
    this.#resolveSought();
    this.#noticeEnd();
    this.command(() => this.#state.lanes.forEach((lane) => this.#drive(lane)));
    this.#tellEnd();
    this.clock.setRunning(this.#isMoving);
    if (!this.clock.isRunning) this.#ticker.stop();
    else if (this.#ticker.isRunning) this.#ticker.reschedule();
    else this.#ticker.start();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#ticker.stop();
    this.clock.setRunning(false);
    for (const unsubscribe of this.#unsubscribes) unsubscribe();
    for (const { player } of this.#state.lanes) player.lead();
  }

  get #isMoving(): boolean {
    const { paused, isAtEnd, isLive, timeMs, pace } = this.#state;
    if (paused.get() || isAtEnd.get() || this.#placed.size === 0) return false;
    return isLive.get() || timeMs.get() < pace.get().limitMs;
  }

  #tick(...events: MediaEventType[]): void {
    this.clock.advance();
    if (!this.#state.isAtEnd.get()) this.#events.emit(...events);
    this.settle();
  }

  #bring(lane: RaceLane): void {
    const timeMs = this.clock.runTimeOf(lane, this.#state.timeMs.get());
    const isThere = Math.abs(lane.player.timeMs - timeMs) < SLACK_MS && !lane.player.isStepped;
    if (!isThere) this.command(() => lane.player.seek(timeMs));
  }

  #placeOpened(): void {
    const { lanes, timeMs, playbackRate } = this.#state;
    for (const lane of this.#late) this.#bringLate(lane);
    for (const lane of lanes) {
      if (this.#placed.has(lane) || !lane.trace) continue;
      this.#placed.add(lane);
      lane.player.playbackRate = playbackRate.get();
      // The first run that is somewhere already, as a live one at its edge, says where the race is.
      if (timeMs.get() === 0 && !this.wasSought && lane.timeMs > SLACK_MS) this.#adopt(lane);
      else this.#bringLate(lane);
    }
  }

  /** Brings a run to where the race is, as far as it is loaded; the rest of the way once more has come. */
  #bringLate(lane: RaceLane): void {
    const { pace, timeMs } = this.#state;
    const isThere = !lane.isLoading || pace.get().laneMs(lane, timeMs.get()) <= lane.reachMs;
    if (isThere) this.#late.delete(lane);
    else this.#late.add(lane);
    this.#bring(lane);
  }

  /** The common time is that of another run from now on: it is where that one has as many tokens. */
  #followPacemaker(): void {
    const pace = this.#state.pace.get();
    const before = this.#pacemaker;
    const now = (this.#pacemaker = pace.pacemaker);
    if (!before || !now || before === now) return;
    // While it is loaded anew, it is nowhere: the other one's time goes on.
    this.goTo(before.trace ? Math.min(pace.limitMs, pace.commonMs(before, before.timeMs)) : now.timeMs);
  }

  #resolveSought(): void {
    const { soughtMs, beyondMs, pace, isAwaited } = this.#state;
    const timeMs = soughtMs.get() ?? beyondMs.get();
    if (timeMs === undefined) return;
    if (isAwaited.get() && timeMs > pace.get().limitMs) return;
    soughtMs.set(undefined);
    this.goTo(Math.min(timeMs, pace.get().limitMs));
    this.#events.emit('timeupdate', 'seeked');
  }

  /** Lets a run play or stand with the race. */
  #drive(lane: RaceLane): void {
    const { player } = lane;
    const { paused, timeMs, soughtMs } = this.#state;
    if (!this.#placed.has(lane)) return;
    const aheadMs = player.timeMs - this.clock.runTimeOf(lane, timeMs.get());
    if (player.isAtLiveEdge && aheadMs > EDGE_SNAP_MS && soughtMs.get() === undefined) this.#bring(lane);
    if (paused.get() === player.paused) return;
    if (paused.get()) player.pause();
    else if (!player.ended) player.play();
  }

  #handle(lane: RaceLane, type: MediaEventType): void {
    if (type === 'emptied') for (const lanes of [this.#placed, this.#late]) lanes.delete(lane);
    if (type === 'abort' || type === 'emptied') return this.#settleSoon();
    if (this.#isCommanding) return;
    if (type === 'play') this.setPaused(false);
    if (type === 'pause' && lane.player.paused && !lane.player.ended) this.setPaused(true);
    if (type === 'seeked' && this.#isMoved(lane)) this.#adopt(lane);
    if (type === 'ratechange' && this.#placed.has(lane)) this.setRate(lane.player.playbackRate);
    // What came may show that a live edge is further on than was thought.
    if (type === 'progress') this.clock.advance();
    if (type !== 'timeupdate' && type !== 'trace-event') this.settle();
  }

  /** Another run may be about to take the place of one that was let go: until then nothing has ended. */
  #settleSoon(): void {
    void Promise.resolve().then(() => {
      if (!this.#isDisposed) this.settle();
    });
  }

  #isMoved(lane: RaceLane): boolean {
    if (!this.#placed.has(lane)) return false;
    const timeMs = this.clock.runTimeOf(lane);
    const slackMs = this.clock.isRunning ? PLAYING_SLACK_MS * this.#state.playbackRate.get() : SLACK_MS;
    return Math.abs(lane.player.timeMs - timeMs) > slackMs;
  }

  /** Takes where one run is as where all are to be; once they are loaded that far. */
  #adopt(lane: RaceLane): void {
    const { pace, soughtMs } = this.#state;
    const timeMs = lane.player.isAtLiveEdge ? Infinity : pace.get().commonMs(lane, Math.max(0, lane.timeMs));
    const { limitMs } = pace.get();
    soughtMs.set(timeMs > limitMs ? timeMs : undefined);
    this.wasSought = true;
    // Before its prompt nothing can be laid beside it.
    this.goTo(Math.min(timeMs, limitMs), lane.timeMs < 0 ? undefined : lane);
  }

  #noticeEnd(): void {
    const { isAtEnd, loop, paused, pace } = this.#state;
    const wasEnded = this.#wasEnded;
    this.#wasEnded = isAtEnd.get() && pace.get().endMs > 0;
    if (!this.#wasEnded) return;
    const wasPlaying = !paused.get();
    if (loop.get()) return wasPlaying ? this.#goRound() : undefined;
    if (wasEnded) return;
    this.command(() => this.#placed.forEach(({ player }) => player.pause()));
    paused.set(true);
    this.#events.emit(...(wasPlaying ? (['timeupdate', 'pause', 'ended'] as const) : (['ended'] as const)));
  }

  #goRound(): void {
    this.#events.emit('seeking');
    this.goTo(0);
    this.#events.emit('timeupdate', 'seeked');
  }

  #tellEnd(): void {
    const durationMs = this.#state.durationMs.get();
    if (Object.is(durationMs, this.#toldDurationMs)) return;
    this.#toldDurationMs = durationMs;
    this.#events.emit('durationchange');
  }
}
