import type { Trace } from '../trace/index.js';
import type { MediaEvents } from './media-events.js';
import { AbortController } from './platform.js';
import type { Playback } from './playback.js';
import { PlayerError } from './player-error.js';
import type { ConnectionState, PlayerState } from './player-state.js';
import type { Scheduler } from './scheduler.js';
import type { OpenOptions, Source, SourceSink } from './source/source.js';

/** A file that loads tells of it at most this often; a live run, of every batch. */
const PROGRESS_MS = 250;

/** An answer that takes longer than this is told of, every second. */
const SILENCE_MS = 10_000;
const SILENCE_STEP_MS = 1000;

interface LoadingParts {
  readonly scheduler: Scheduler;
  readonly state: PlayerState;
  readonly events: MediaEvents;
  readonly playback: Playback;
  readonly startMs?: number;
}

/** One source on its way into the player: what it brings becomes state and the load events, until it is aborted. */
export class Loading implements SourceSink {
  readonly #scheduler: Scheduler;
  readonly #state: PlayerState;
  readonly #events: MediaEvents;
  readonly #playback: Playback;
  readonly #controller = new AbortController();
  #toldAtMs: number;
  #toldDurationMs = NaN;
  readonly #startMs?: number;
  #isHeld = false;
  #cancelSilence?: () => void;

  constructor({ scheduler, state, events, playback, startMs }: LoadingParts) {
    this.#scheduler = scheduler;
    this.#state = state;
    this.#events = events;
    this.#playback = playback;
    this.#startMs = startMs;
    this.#toldAtMs = scheduler.now();
  }

  /** Asks the source for the run, and takes what it brings. Never rejects. */
  async start(source: Source): Promise<void> {
    this.#state.networkState.set(2);
    this.#state.loadState.set('loading');
    this.#events.emit('loadstart');
    if (this.#isAborted) return;
    this.#noticeSilence(SILENCE_MS);
    try {
      await source(this, { signal: this.#controller.signal, scheduler: this.#scheduler });
      if (!this.#state.trace.get()) throw new PlayerError('empty', 'The source has no run.');
      this.#complete();
    } catch (error) {
      this.#fail(error);
    }
  }

  abort(): void {
    this.#cancelSilence?.();
    this.#controller.abort();
  }

  /** Someone played, paused or stepped: from now on, nothing starts by itself. */
  hold(): void {
    this.#isHeld = true;
  }

  /** Plays, unless it did so before or was held. */
  playByItself(): void {
    if (this.#isHeld || this.#isAborted) return;
    this.#isHeld = true;
    this.#playback.play();
  }

  open(trace: Trace, options: OpenOptions = {}): void {
    if (this.#isAborted) return;
    const { isLive = false, isComplete = false, startMs = 0, playbackRate = 1 } = options;
    const state = this.#state;
    this.#endSilence();
    state.trace.set(trace);
    state.isLive.set(isLive);
    state.loadState.set('ready');
    this.#noteGrowth(trace);
    if (isComplete) this.#markComplete();
    if (isLive) this.#openLive();
    this.#playback.start(isLive ? state.liveEdgeMs.get() : 0);
    this.#toldDurationMs = state.durationMs.get();
    this.#events.emit('progress', 'durationchange', 'loadedmetadata');
    if (state.playbackRate.get() === 1) this.#playback.setRate(playbackRate);
    this.#goToStart(isLive ? 0 : startMs);
    this.#playback.settle();
    if (isLive) this.playByItself();
  }

  grew(): void {
    const trace = this.#state.trace.get();
    if (this.#isAborted || !trace) return;
    this.#noteGrowth(trace);
    if (this.#state.isLive.get()) this.#playback.edge.arrived(trace.durationMs, this.#scheduler.now());
    this.#playback.sync();
    this.#playback.resolvePendingSeek();
    this.#tellProgress(this.#state.isLive.get());
    this.#playback.settle();
  }

  loaded(bytesLoaded: number, bytesTotal?: number): void {
    if (this.#isAborted) return;
    this.#endSilence();
    const { progress } = this.#state;
    progress.set({ ...progress.get(), bytesLoaded, bytesTotal });
    this.#tellProgress(false);
  }

  setConnection(connection: ConnectionState): void {
    if (this.#isAborted) return;
    this.#endSilence();
    const { connection: current } = this.#state;
    if (current.get() === connection) return;
    this.#playback.catchUp();
    this.#playback.edge.setRunning(connection === 'open', this.#scheduler.now());
    current.set(connection);
    this.#playback.settle();
  }

  get #isAborted(): boolean {
    return this.#controller.signal.aborted;
  }

  #noticeSilence(afterMs: number, silentMs = afterMs): void {
    this.#cancelSilence = this.#scheduler.setTimer(() => {
      this.#state.silentMs.set(silentMs);
      this.#noticeSilence(SILENCE_STEP_MS, silentMs + SILENCE_STEP_MS);
    }, afterMs);
  }

  #endSilence(): void {
    this.#cancelSilence?.();
    this.#cancelSilence = undefined;
    this.#state.silentMs.set(0);
  }

  #openLive(): void {
    const { edge } = this.#playback;
    edge.arrived(this.#state.loadedMs.get(), this.#scheduler.now());
    this.#state.liveEdgeMs.set(edge.at(this.#scheduler.now()));
  }

  #goToStart(startMs: number): void {
    const { startMs: sought } = this.#state;
    const wantedMs = sought.get() ?? this.#startMs ?? startMs;
    sought.set(undefined);
    if (wantedMs > 0) this.#playback.seek(wantedMs);
  }

  #noteGrowth(trace: Trace): void {
    const { progress, revision } = this.#state;
    progress.set({ ...progress.get(), events: trace.length });
    revision.set(revision.get() + 1);
  }

  #tellProgress(isUrgent: boolean): void {
    const nowMs = this.#scheduler.now();
    if (!isUrgent && nowMs - this.#toldAtMs < PROGRESS_MS) return;
    this.#toldAtMs = nowMs;
    const durationMs = this.#state.durationMs.get();
    const isChanged = !Object.is(durationMs, this.#toldDurationMs);
    this.#toldDurationMs = durationMs;
    if (isChanged) this.#events.emit('durationchange');
    this.#events.emit('progress');
  }

  /** All of it is here, whether or not the run came to its end. */
  #complete(): void {
    const { trace, progress } = this.#state;
    if (this.#isAborted || progress.get().isComplete || !trace.get()) return;
    this.#playback.sync();
    this.#noteGrowth(trace.get()!);
    this.#markComplete();
    this.#keepWithinRun();
    this.#playback.catchUp();
    this.#playback.resolvePendingSeek();
    this.#tellProgress(true);
    this.#playback.settle();
  }

  #markComplete(): void {
    const { progress, networkState, isLive, isFollowing, connection } = this.#state;
    progress.set({ ...progress.get(), isComplete: true });
    networkState.set(1);
    isLive.set(false);
    isFollowing.set(false);
    if (connection.get() !== 'none') connection.set('ended');
  }

  /** A live viewer's time may be a little past the last event: the run's end is the end. */
  #keepWithinRun(): void {
    const { timeMs, loadedMs } = this.#state;
    if (timeMs.get() > loadedMs.get()) this.#playback.playhead.advance(loadedMs.get());
  }

  /** Before anything came, nothing can be played; afterwards, what came can, to its end. */
  #fail(cause: unknown): void {
    if (this.#isAborted) return;
    this.#endSilence();
    const error =
      cause instanceof PlayerError ? cause : new PlayerError('internal', messageOf(cause), { cause });
    const { trace, error: shown, loadState, networkState, connection } = this.#state;
    shown.set(error);
    if (trace.get()) {
      this.#complete();
      return this.#events.emit('error');
    }
    loadState.set('failed');
    networkState.set(3);
    connection.set('none');
    this.#events.emit('error');
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
