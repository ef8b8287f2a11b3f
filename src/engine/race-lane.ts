import { Signal } from 'signal-polyfill';
import { firstPromptMs } from '../trace/comparison/token-race.js';
import { tokenLedger, type TokensSoFar } from '../trace/metrics/token-ledger.js';
import type { Trace } from '../trace/index.js';
import type { Player } from './player.js';

/**
 * A run of several that play on one clock. Its own times count from the moment at which its prompt was sent, or from its start
 * where none was.
 */
export class RaceLane {
  readonly player: Player;
  readonly #startMs = new Signal.Computed(() => {
    const { trace, revision } = this.player;
    void revision;
    if (!trace) return undefined;
    return firstPromptMs(trace) ?? (this.isWhole || trace.blocks.length > 0 ? 0 : undefined);
  });
  readonly #tokens = new Signal.Computed(() => {
    const { trace, revision } = this.player;
    void revision;
    return trace?.length ? tokenLedger(trace).tokensUpTo(trace.length - 1).tokens : 0;
  });

  constructor(player: Player) {
    this.player = player;
  }

  /** The run, once it is known where its clock begins. */
  get trace(): Trace | undefined {
    return this.startMs === undefined ? undefined : this.player.trace;
  }

  /** Run time of its own zero; undefined while that is not known. */
  get startMs(): number | undefined {
    return this.#startMs.get();
  }

  /** Whether there is nothing to wait for: nothing was asked for, or it cannot be had. */
  get isOut(): boolean {
    const { loadState } = this.player;
    return loadState === 'empty' || loadState === 'failed';
  }

  /** Whether all of the run is here. */
  get isWhole(): boolean {
    return this.player.progress.isComplete;
  }

  /** Whether more of it is on its way than what a live run brings as it happens. */
  get isLoading(): boolean {
    return !this.isOut && !this.isWhole && !this.player.isLive;
  }

  /** How far it can be played now, in run time: to its end, to what is loaded of it, or to its live edge. */
  get edgeMs(): number {
    const { isLive, liveEdgeMs, trace, revision } = this.player;
    void revision;
    return isLive ? liveEdgeMs : (trace?.durationMs ?? 0);
  }

  /** The same from its own zero. */
  get reachMs(): number {
    const { startMs } = this;
    return startMs === undefined ? 0 : Math.max(0, this.edgeMs - startMs);
  }

  /** Where its playhead is. */
  get timeMs(): number {
    return this.player.timeMs - (this.startMs ?? 0);
  }

  /** The tokens that have been loaded. */
  get tokens(): number {
    return this.#tokens.get();
  }

  /** The tokens up to its playhead, and what they were counted by. */
  get shown(): TokensSoFar {
    const { trace, index, revision } = this.player;
    void revision;
    return trace && index >= 0 ? tokenLedger(trace).tokensUpTo(index) : { tokens: 0 };
  }

  /** Whether its playhead is at the end of a run that came to its end. */
  get hasFinished(): boolean {
    return this.player.ended && this.player.trace?.status === 'completed';
  }
}
