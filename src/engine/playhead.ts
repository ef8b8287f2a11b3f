import type { PlayerState } from './player-state.js';
import { type TimeRange, withRange } from './time-ranges.js';

/** Events that the playhead passed, both ends included. */
export interface PassedEvents {
  readonly first: number;
  readonly last: number;
}

/** The place in the run: a time and an event. Knows which events it passed, and which stretches it moved over. */
export class Playhead {
  readonly #state: PlayerState;
  #passedFrom = -1;
  #played: readonly TimeRange[] = [];
  #stretchStartMs = 0;

  constructor(state: PlayerState) {
    this.#state = state;
  }

  /** The last event at or before a time. O(log n). */
  indexAt(timeMs: number): number {
    return this.#state.trace.get()?.indexAt(timeMs) ?? -1;
  }

  get lastIndex(): number {
    return (this.#state.trace.get()?.length ?? 0) - 1;
  }

  /** Moves on, past every event up to `index`. */
  advance(timeMs: number, index = this.indexAt(timeMs)): void {
    this.#state.timeMs.set(timeMs);
    this.#state.index.set(index);
  }

  /** Moves without passing anything, to an event where one is stepped to. */
  jump(timeMs: number, stepIndex?: number): void {
    const index = stepIndex ?? this.indexAt(timeMs);
    this.#state.isStepped.set(stepIndex !== undefined);
    this.#played = this.played;
    this.#stretchStartMs = timeMs;
    this.#passedFrom = index;
    this.advance(timeMs, index);
  }

  /** The events passed since it was last asked, or since a jump. */
  takePassed(): PassedEvents | undefined {
    const first = this.#passedFrom + 1;
    const last = this.#state.index.get();
    this.#passedFrom = last;
    return last >= first ? { first, last } : undefined;
  }

  get played(): readonly TimeRange[] {
    return withRange(this.#played, [this.#stretchStartMs, this.#state.timeMs.get()]);
  }

  /** Back to before a run, with nothing played. */
  reset(): void {
    this.jump(0);
    this.#played = [];
  }
}
