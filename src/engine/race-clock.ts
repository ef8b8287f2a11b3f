import { Clock, type RunClock } from './clock.js';
import type { RaceLane } from './race-lane.js';
import type { RaceState } from './race-state.js';
import type { Scheduler } from './scheduler.js';

/** A live run that is no further ahead than this is ridden along with: its edge moves on while it is being named. */
export const EDGE_SNAP_MS = 500;

/** What is known of a live edge is as of the last frame, or so much older. */
const EDGE_STALE_MS = 17;

/** The one clock of a race: the common time, and from that each run's own. While it stands, so do all. */
export class RaceClock {
  readonly #scheduler: Scheduler;
  readonly #state: RaceState;
  readonly #clock = new Clock();
  #isRunning = false;
  /** Whether the run that holds the others back is a live one, watched as it happens. */
  #isRiding = false;
  #advancedAtMs = 0;

  constructor(scheduler: Scheduler, state: RaceState) {
    this.#scheduler = scheduler;
    this.#state = state;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Lets time pass from where the race is, or not. */
  setRunning(isRunning: boolean): void {
    if (isRunning && !this.#isRunning) {
      this.#advancedAtMs = this.#scheduler.now();
      this.anchor();
    }
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
    const nowMs = this.#scheduler.now();
    const clockMs = this.#clock.timeAt(nowMs);
    const wasRiding = this.#isRiding;
    this.#isRiding = clockMs >= limitMs - EDGE_SNAP_MS && this.#canRide(limitMs);
    // What is known of the edge is never beyond it.
    const isBehind = this.#isRiding && clockMs < limitMs;
    const isOff = isBehind || clockMs >= limitMs + (this.#isRiding ? this.#staleMs(nowMs) : 0);
    this.#state.timeMs.set(Math.max(this.#state.timeMs.get(), isOff ? limitMs : clockMs));
    if (isOff || this.#isRiding !== wasRiding) this.anchor();
    this.#advancedAtMs = nowMs;
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
    const limitMs = this.#state.pace.get().limitMs + (this.#isRiding ? this.#staleMs(nowMs) : 0);
    return Math.max(timeMs, Math.min(this.#clock.timeAt(nowMs), limitMs));
  }

  /** How far a live edge, which goes on by itself, may be beyond what is known of it. */
  #staleMs(nowMs: number): number {
    return EDGE_STALE_MS + nowMs - this.#advancedAtMs;
  }

  #canRide(limitMs: number): boolean {
    const pace = this.#state.pace.get();
    const isThere = (lane: RaceLane) => pace.commonMs(lane, lane.reachMs) <= limitMs + EDGE_SNAP_MS;
    return this.#state.lanes.some((lane) => lane.trace && lane.player.isAtLiveEdge && isThere(lane));
  }
}
