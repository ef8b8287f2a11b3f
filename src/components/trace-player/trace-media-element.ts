import type { PropertyDeclarations } from 'lit';
import type { MediaEventType } from '../../engine/media-events.js';
import { Player } from '../../engine/player.js';
import type { Trace } from '../../trace/trace.js';
import type { SnapshotUrlOptions } from '../share/snapshot-url.js';
import { browserScheduler } from '../shared/browser-scheduler.js';
import { saidText } from '../shared/said-text.js';
import { upgradeProperty } from '../shared/upgrade-property.js';
import { MediaEventRelay } from './media-event-relay.js';
import { MediaStateElement } from './media-state-element.js';
import { PendingPlays } from './pending-plays.js';
import { RunLoader } from './run-loader.js';
import type { TraceInput } from './trace-input.js';

type Preload = 'none' | 'metadata' | 'auto';

/** Accessors that a page may have shadowed by setting them before the element was defined. */
const UPGRADED = ['trace', 'currentTime', 'playbackRate', 'defaultPlaybackRate'] as const;

/** What an element has of a run that was only just asked for. */
const NO_RUN = new Player({ scheduler: browserScheduler });

/**
 * What an `HTMLMediaElement` is to a page, over an engine's player: properties, methods and events of the same names, in
 * seconds. Loading follows `src`, or `trace` where one is set, as a media element follows `srcObject`.
 */
export class TraceMediaElement extends MediaStateElement {
  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'playback-rate'];
  }

  static override properties: PropertyDeclarations = {
    src: { reflect: true, useDefault: true, noAccessor: true },
    runId: { attribute: 'run-id', reflect: true, useDefault: true },
    preload: { reflect: true, useDefault: true, noAccessor: true },
    autoplay: { type: Boolean, reflect: true, useDefault: true },
    loop: { type: Boolean, reflect: true, useDefault: true },
    startAt: { type: Number, attribute: 'start-at', reflect: true, useDefault: true },
    shareBase: { attribute: 'share-base', reflect: true, useDefault: true },
  };

  /** The run to show of a live stream that carries several; else the first it sends. */
  runId = '';
  /** Plays as soon as there is something to play, unless it was paused before. A live run does so without it, too. */
  autoplay = false;
  /** Plays again from the beginning at the end. */
  loop = false;
  /** Seconds at which playing starts. */
  startAt = 0;
  /** The address of a page that plays links: those to this run are to it. Else they are to `embed.html` beside our script. */
  shareBase = '';

  readonly #relay = new MediaEventRelay(this, this.player);
  readonly #pendingPlays = new PendingPlays();
  protected readonly loader = new RunLoader(this.player, this);
  #src = '';
  #preload: Preload = 'auto';

  constructor() {
    super();
    this.src = '';
    this.preload = 'auto';
    this.player.subscribe((type) => this.#handlePlayerEvent(type));
  }

  /** The address of the run: a replay file, a live stream, or any file that can be read as a trace. */
  get src(): string {
    return this.#src;
  }

  set src(src: string | null | undefined) {
    const before = this.#src;
    this.#src = saidText(this, 'src', src);
    this.requestUpdate('src', before);
  }

  /** The run that is played, once something of it is there. Set one, or the object or JSON text of a file, to play that. */
  get trace(): Trace | undefined {
    return this.current.trace;
  }

  set trace(trace: TraceInput | null | undefined) {
    this.loader.input = trace ?? undefined;
  }

  /** `none` waits for `play()`; `metadata` and `auto` load at once, as only the whole file tells its duration. */
  get preload(): Preload {
    return this.#preload;
  }

  set preload(preload: Preload) {
    const before = this.#preload;
    this.#preload = preload === 'none' || preload === 'metadata' ? preload : 'auto';
    this.requestUpdate('preload', before);
  }

  /** The whole address of what is played; '' without one, or where `src` is no address. */
  get currentSrc(): string {
    if (this.loader.input !== undefined || this.src === '') return '';
    return URL.canParse(this.src, this.baseURI) ? new URL(this.src, this.baseURI).href : '';
  }

  /**
   * The playhead, in seconds. Setting it goes to the last event at or before that time; without a run, the next one starts there.
   */
  get currentTime(): number {
    return this.current.timeMs / 1000;
  }

  set currentTime(seconds: number) {
    if (!Number.isFinite(seconds)) throw new TypeError('currentTime must be a finite number of seconds.');
    this.loader.loadIfDue();
    this.player.seek(seconds * 1000);
  }

  /** Kept between 0.0625 and 16. 0 and below are no rates: they throw a `NotSupportedError`. */
  get playbackRate(): number {
    return this.loader.isDue ? this.player.defaultPlaybackRate : this.player.playbackRate;
  }

  set playbackRate(rate: number) {
    this.loader.loadIfDue();
    setRate(this.player, 'playbackRate', rate);
  }

  get defaultPlaybackRate(): number {
    return this.player.defaultPlaybackRate;
  }

  set defaultPlaybackRate(rate: number) {
    this.loader.loadIfDue();
    setRate(this.player, 'defaultPlaybackRate', rate);
  }

  /** Plays, and loads first where that is to be done. Settles as a media element's `play()` does. */
  play(): Promise<void> {
    this.loader.loadIfDue();
    if (this.player.loadState === 'empty' && this.loader.hasSource) this.loader.start();
    const { error, loadState } = this.player;
    if (error && loadState === 'failed')
      return Promise.reject(new DOMException(error.message, 'NotSupportedError'));
    this.player.play();
    return this.player.readyState >= 3 ? Promise.resolve() : this.#pendingPlays.add();
  }

  pause(): void {
    this.loader.loadIfDue();
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
    this.loader.loadIfDue();
    this.player.step(count);
  }

  /** A link that holds this run. Rejects with a `SnapshotError`, which says why, where it does not fit or there is none. */
  async snapshotUrl(options: SnapshotUrlOptions = {}): Promise<string> {
    const { snapshotUrl } = await import('../share/snapshot-url.js');
    return (await snapshotUrl([this.trace], { base: this.shareBase, ...options })).url;
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    const rate = Number(value);
    if (name !== 'playback-rate' || !(rate > 0 && rate < Infinity)) return;
    // Not through the element's own setters: the attributes after this one may still say what to load.
    this.player.defaultPlaybackRate = rate;
    this.player.playbackRate = rate;
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

  /** Who asks for another run has that one at once, as with a media element, though the player is given it only soon. */
  protected override get current(): Player {
    // Whatever is drawn of it is drawn again once that has been done.
    void this.player.loadState;
    return this.loader.isDue ? NO_RUN : this.player;
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
    if (type === 'error' && this.player.loadState === 'failed')
      this.#pendingPlays.reject('NotSupportedError', this.player.error!.message);
    if (type === 'canplay' && this.autoplay) this.player.autoplay();
  }
}

/** As a media element does: what is no number is a `TypeError`, what cannot be played a `NotSupportedError`. */
function setRate(player: Player, name: 'playbackRate' | 'defaultPlaybackRate', rate: number): void {
  if (!Number.isFinite(rate)) throw new TypeError(`${name} must be a finite number.`);
  if (rate <= 0)
    throw new DOMException(`${name} must be above 0; pause() stands still.`, 'NotSupportedError');
  player[name] = rate;
}
