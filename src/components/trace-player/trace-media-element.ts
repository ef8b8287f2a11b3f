import { LitElement, type PropertyDeclarations } from 'lit';
import type { MediaEventType } from '../../engine/media-events.js';
import { Player } from '../../engine/player.js';
import type { Trace } from '../../trace/trace.js';
import { browserScheduler } from '../shared/browser-scheduler.js';
import { upgradeProperty } from '../shared/upgrade-property.js';
import { MediaEventRelay } from './media-event-relay.js';
import { mediaError, type PlayerMediaError } from './media-error.js';
import { PendingPlays } from './pending-plays.js';
import { RunLoader } from './run-loader.js';
import { PlayerTimeRanges } from './time-ranges.js';
import type { TraceInput } from './trace-input.js';

/** How far behind the live edge still counts as there, in seconds. */
const LIVE_EDGE_SLACK = 2;

/** Accessors that a page may have shadowed by setting them before the element was defined. */
const UPGRADED = ['trace', 'currentTime', 'playbackRate', 'defaultPlaybackRate'] as const;

/**
 * What an `HTMLMediaElement` is to a page, over an engine's player: properties, methods and events of the same names, in
 * seconds. Loading follows `src`, or `trace` where one is set, as a media element follows `srcObject`.
 */
export class TraceMediaElement extends LitElement {
  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'playback-rate'];
  }

  static override properties: PropertyDeclarations = {
    src: { reflect: true, useDefault: true },
    runId: { attribute: 'run-id', reflect: true, useDefault: true },
    preload: { reflect: true, useDefault: true },
    autoplay: { type: Boolean, reflect: true, useDefault: true },
    loop: { type: Boolean, reflect: true, useDefault: true },
    startAt: { type: Number, attribute: 'start-at', reflect: true, useDefault: true },
  };

  /** The address of the run: a replay file, a live stream, or any file that can be read as a trace. */
  src = '';
  /** The run to show of a live stream that carries several; else the first it sends. */
  runId = '';
  /** `none` waits for `play()`; `metadata` and `auto` load at once, as only the whole file tells its duration. */
  preload: 'none' | 'metadata' | 'auto' = 'auto';
  /** Plays as soon as there is something to play. */
  autoplay = false;
  /** Plays again from the beginning at the end. */
  loop = false;
  /** Seconds at which playing starts. */
  startAt = 0;

  protected readonly player = new Player({ scheduler: browserScheduler });
  readonly #relay = new MediaEventRelay(this, this.player);
  readonly #pendingPlays = new PendingPlays();
  protected readonly loader = new RunLoader(this.player, this);
  #shownError?: PlayerMediaError;

  constructor() {
    super();
    this.player.subscribe((type) => this.#handlePlayerEvent(type));
  }

  /** The run that is played, once something of it is there. Set one, or the object or JSON text of a file, to play that. */
  get trace(): Trace | undefined {
    return this.player.trace;
  }

  set trace(trace: TraceInput | null | undefined) {
    this.loader.input = trace ?? undefined;
  }

  get currentSrc(): string {
    return this.loader.input === undefined && this.src !== '' ? new URL(this.src, this.baseURI).href : '';
  }

  /** The playhead, in seconds. Setting it goes to the last event at or before that time. */
  get currentTime(): number {
    return this.player.timeMs / 1000;
  }

  set currentTime(seconds: number) {
    if (!Number.isFinite(seconds)) throw new TypeError('currentTime must be a finite number of seconds.');
    this.player.seek(seconds * 1000);
  }

  /** Seconds up to the last event; it grows while a file loads. NaN without a run, Infinity while live. */
  get duration(): number {
    return this.player.durationMs / 1000;
  }

  get paused(): boolean {
    return this.player.paused;
  }

  get ended(): boolean {
    return this.player.ended;
  }

  get seeking(): boolean {
    return this.player.seeking;
  }

  /** 4 when all of the run is there. */
  get readyState(): number {
    return this.player.readyState;
  }

  get networkState(): number {
    return this.player.networkState;
  }

  /** Why nothing can be played, or null. */
  get error(): PlayerMediaError | null {
    const { error } = this.player;
    if (!error) this.#shownError = undefined;
    else this.#shownError ??= mediaError(error);
    return this.#shownError ?? null;
  }

  get playbackRate(): number {
    return this.player.playbackRate;
  }

  set playbackRate(rate: number) {
    this.player.playbackRate = rate;
  }

  get defaultPlaybackRate(): number {
    return this.player.defaultPlaybackRate;
  }

  set defaultPlaybackRate(rate: number) {
    this.player.defaultPlaybackRate = rate;
  }

  get seekable(): PlayerTimeRanges {
    return new PlayerTimeRanges(this.player.seekable);
  }

  get buffered(): PlayerTimeRanges {
    return new PlayerTimeRanges(this.player.buffered);
  }

  get played(): PlayerTimeRanges {
    return new PlayerTimeRanges(this.player.played);
  }

  /** A run has no sound. `undefined`, so that media controllers hide their volume controls. */
  get volume(): undefined {
    return undefined;
  }

  set volume(_volume: unknown) {
    // Controllers write their stored volume to any media.
  }

  get muted(): undefined {
    return this.volume;
  }

  set muted(_isMuted: unknown) {}

  /** Index of the event at the playhead; −1 before the first. */
  get eventIndex(): number {
    return this.player.index;
  }

  /** `live` while the run goes on. */
  get streamType(): 'live' | 'on-demand' | 'unknown' {
    if (!this.player.trace) return 'unknown';
    return this.player.isLive ? 'live' : 'on-demand';
  }

  /** Infinity while live: all of the run can be sought. Else NaN. */
  get targetLiveWindow(): number {
    return this.player.isLive ? Infinity : NaN;
  }

  /** From this time on, in seconds, the playhead counts as live. NaN when it is not live. */
  get liveEdgeStart(): number {
    return this.player.isLive ? Math.max(0, this.player.liveEdgeMs / 1000 - LIVE_EDGE_SLACK) : NaN;
  }

  /** Plays, and loads first where that is to be done. Settles as a media element's `play()` does. */
  play(): Promise<void> {
    this.loader.loadIfDue();
    if (this.player.loadState === 'empty' && this.loader.hasSource) this.loader.start();
    const { error } = this.player;
    if (error) return Promise.reject(new DOMException(error.message, 'NotSupportedError'));
    this.player.play();
    return this.player.readyState >= 3 ? Promise.resolve() : this.#pendingPlays.add();
  }

  pause(): void {
    this.player.pause();
  }

  /** Loads again from the beginning; with `preload="none"`, lets go of the run until `play()`. */
  load(): void {
    this.loader.load();
  }

  /** The same as setting `currentTime`: every seek is fast. */
  fastSeek(seconds: number): void {
    this.currentTime = seconds;
  }

  /** Pauses and goes that many events on, or back, even where the time stays the same. */
  step(count: number): void {
    this.player.step(count);
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    const rate = Number(value);
    if (name !== 'playback-rate' || !(rate > 0)) return;
    this.defaultPlaybackRate = rate;
    this.playbackRate = rate;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const name of UPGRADED) upgradeProperty(this, name);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // A move within the page is no removal.
    queueMicrotask(() => {
      if (!this.isConnected) this.loader.stop();
    });
  }

  /** Outside the update itself, which must not change the signals that it reads. */
  protected override scheduleUpdate(): void | Promise<unknown> {
    this.player.loop = this.loop;
    if (this.isConnected) this.loader.loadIfDue();
    return super.scheduleUpdate();
  }

  #handlePlayerEvent(type: MediaEventType): void {
    this.#relay.tell(type);
    if (type === 'playing') this.#pendingPlays.resolve();
    if (type === 'pause' || type === 'emptied')
      this.#pendingPlays.reject('AbortError', 'Playing was interrupted.');
    if (type === 'error') this.#pendingPlays.reject('NotSupportedError', this.player.error!.message);
    if (type === 'canplay' && this.autoplay && this.player.paused) this.player.play();
  }
}
