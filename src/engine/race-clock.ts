import { Clock, type RunClock } from './clock.js';
import type { RaceLane } from './race-lane.js';
import type { RaceState } from './race-state.js';
import type { Scheduler } from './scheduler.js';

/** A live run that is no further ahead than this is ridden along with: its edge moves on while it is being named. */
export const EDGE_SNAP_MS = 500;

/** As of the last frame, or of the one before where frames are late, is how old what is known of a live edge may be. */
const EDGE_STALE_MS = 34;

/** The one clock of a race: the common time, and from that each run's own. While it stands, so do all. */
export class RaceClock {
  readonly #scheduler: Scheduler;
  readonly #state: RaceState;
  readonly #clock = new Clock();
  #isRunning = false;
  /** Whether the run that holds the others back is a live one, watched as it happens. */
  #isRiding = false;

  constructor(scheduler: Scheduler, state: RaceState) {
    this.#scheduler = scheduler;
    this.#state = state;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Lets time pass from where the race is, or not. */
  setRunning(isRunning: boolean): void {
    if (isRunning && !this.#isRunning) this.anchor();
    this.#isRunning = isRunning;
  }

  /** From now on, time goes on from where the race is at its rate; at a live edge, as it passes. */
  anchor(): void {
    const { timeMs, playbackRate } = this.#state;
    this.#clock.anchor(this.#scheduler.now(), timeMs.get(), this.#isRiding ? 1 : playbackRate.get());
  }

  /** Brings the race's time up to now, as far as all runs can go. */
  advance(): void {
    if (!this.#isRunning) return;
    const { limitMs } = this.#state.pace.get();
    const clockMs = this.#clock.timeAt(this.#scheduler.now());
    const wasRiding = this.#isRiding;
    this.#isRiding = clockMs >= limitMs - EDGE_SNAP_MS && this.#canRide(limitMs);
    const isOff = this.#isRiding ? Math.abs(clockMs - limitMs) > EDGE_STALE_MS : clockMs >= limitMs;
    this.#state.timeMs.set(Math.max(this.#state.timeMs.get(), isOff ? limitMs : clockMs));
    if (isOff || this.#isRiding !== wasRiding) this.anchor();
  }

  /** Where a run's player belongs at a common time, by default now. */
  runTimeOf(lane: RaceLane, commonMs = this.#timeAt(this.#scheduler.now())): number {
    const laneMs = this.#state.pace.get().laneMs(lane, commonMs);
    // Not a sum: rounding must not keep it from its end.
    return laneMs >= lane.reachMs ? lane.edgeMs : (lane.startMs ?? 0) + laneMs;
  }

  /** How long the host has to wait until all have come to where they can go. */
  dueInMs(): number {
    return this.#clock.delayUntil(this.#state.pace.get().limitMs, this.#scheduler.now());
  }

  /** The clock that leads one run's player. */
  clockOf(lane: RaceLane): RunClock {
    const { pace } = this.#state;
    return {
      // The race sets the clock: what a player does of itself is seen by its events.
      anchor: () => undefined,
      timeAt: (nowMs) => this.runTimeOf(lane, this.#timeAt(nowMs)),
      delayUntil: (timeMs, nowMs) =>
        this.#clock.delayUntil(pace.get().commonMs(lane, timeMs - (lane.startMs ?? 0)), nowMs),
    };
  }

  #timeAt(nowMs: number): number {
    const timeMs = this.#state.timeMs.get();
    if (!this.#isRunning) return timeMs;
    const limitMs = this.#state.pace.get().limitMs + (this.#isRiding ? EDGE_STALE_MS : 0);
    return Math.max(timeMs, Math.min(this.#clock.timeAt(nowMs), limitMs));
  }

  #canRide(limitMs: number): boolean {
    const pace = this.#state.pace.get();
    const isThere = (lane: RaceLane) => pace.commonMs(lane, lane.reachMs) <= limitMs + EDGE_SNAP_MS;
    return this.#state.lanes.some((lane) => lane.trace && lane.player.isAtLiveEdge && isThere(lane));
  }
}
