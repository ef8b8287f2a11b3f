import { Signal } from 'signal-polyfill';
import type { Player } from './player.js';
import { RaceLane } from './race-lane.js';
import { type RacePace, type RaceSync, timePace, tokenPace } from './race-pace.js';

/** All that is seen of a race, as signals. */
export class RaceState {
  readonly lanes: readonly RaceLane[];
  readonly timeMs = new Signal.State(0);
  readonly paused = new Signal.State(true);
  readonly playbackRate = new Signal.State(1);
  readonly loop = new Signal.State(false);
  readonly sync: Signal.State<RaceSync>;
  /** A place that was sought before all were loaded that far. */
  readonly soughtMs = new Signal.State<number | undefined>(undefined);

  readonly pace = new Signal.Computed<RacePace>(() =>
    this.sync.get() === 'time' ? timePace(this.lanes) : tokenPace(this.lanes),
  );

  /** Whether a place beyond what is there may still come: while runs load, and before there is any. */
  readonly isAwaited = new Signal.Computed(
    () =>
      this.lanes.some(({ isLoading }) => isLoading) ||
      this.lanes.every(({ player }) => player.loadState === 'empty'),
  );

  readonly isLive = new Signal.Computed(() => this.lanes.some(({ player }) => player.isLive));

  /** As of a `Player`: NaN without a run, Infinity while one is live. */
  readonly durationMs = new Signal.Computed(() => {
    if (!this.lanes.some(({ trace }) => trace)) return NaN;
    return this.isLive.get() ? Infinity : this.pace.get().endMs;
  });

  /** Where it is, if that is beyond the end: the longest run may have given its place to a shorter one. */
  readonly beyondMs = new Signal.Computed(() => {
    const timeMs = this.timeMs.get();
    return !this.isLive.get() && timeMs > this.pace.get().endMs ? timeMs : undefined;
  });

  /** Whether all of every run is here and has been played. */
  readonly isAtEnd = new Signal.Computed(() => {
    const racing = this.lanes.filter(({ isOut }) => !isOut);
    if (racing.length === 0 || !racing.every(({ isWhole }) => isWhole)) return false;
    return this.timeMs.get() >= this.pace.get().endMs;
  });

  readonly ended = new Signal.Computed(() => this.isAtEnd.get() && !this.loop.get());

  constructor(players: readonly Player[], sync: RaceSync) {
    this.lanes = players.map((player) => new RaceLane(player));
    this.sync = new Signal.State(sync);
  }
}
