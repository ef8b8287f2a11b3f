import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { RaceSync } from '../../engine/race-pace.js';
import type { SnapshotUrlOptions } from '../share/snapshot-url.js';
import { onDemand } from '../shared/on-demand.js';
import { tokens } from '../shared/tokens.styles.js';
import { upgradeProperty } from '../shared/upgrade-property.js';
import type { TraceInput } from '../trace-player/trace-input.js';
import { RaceLink } from './race-link.js';

const UPGRADED = ['currentTime', 'playbackRate', 'sync'] as const;

/** An address is an attribute; a trace that a page handed over is none. */
const SIDE = {
  reflect: true,
  useDefault: true,
  converter: { toAttribute: (value: unknown) => (typeof value === 'string' && value !== '' ? value : null) },
};

const view = onDemand(() => import('./trace-diff-view.js'));

/**
 * @summary Plays two to four runs side by side on one clock, from the moment at which their prompts were sent, and says how they differ.
 *
 * The runs are those of `left` and `right`, or of two to four `<trace-player>` within the element. Keys, while the focus is inside, are
 * the player's. What is done to one of the players is done to all; a `loop` of one alone means nothing. A fifth player has no place here,
 * which is said.
 *
 * @attr {number} playback-rate - The speed that playing begins with.
 *
 * @slot - Two to four `<trace-player>`; they are shown without their own controls.
 *
 * @fires play - And `pause ended ratechange timeupdate seeking seeked durationchange`, as of a media element.
 * @fires trace-swap - The first two runs have changed places.
 * @fires {TraceErrorEvent} trace-error - One of the runs could not be loaded; the others play on.
 *
 * @csspart diff - The frame. Within: `notice`, `sides`, `race-timeline`, `race-controls`, `findings`.
 * @csspart run - One side, with its `run-flag`: `run-letter`, `run-tokens`, `run-lead`.
 * @csspart findings - What the figures say: `caveats`, `verdict`, `clause`, and the `output-difference`.
 *
 * @cssprop [--trace-run-1] - And `--trace-run-2 -3 -4`: the runs by their places.
 */
export class TraceDiffElement extends SignalWatcher(LitElement) {
  static override shadowRootOptions: ShadowRootInit = {
    ...LitElement.shadowRootOptions,
    slotAssignment: 'manual',
  };

  static override styles = [
    tokens,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      :host([hidden]) {
        display: none;
      }
    `,
  ];

  static override properties: PropertyDeclarations = {
    left: SIDE,
    right: SIDE,
    autoplay: { type: Boolean, reflect: true, useDefault: true },
    loop: { type: Boolean, reflect: true, useDefault: true },
    sync: { reflect: true, useDefault: true, noAccessor: true },
    shareBase: { attribute: 'share-base', reflect: true, useDefault: true },
    noShare: { type: Boolean, attribute: 'no-share', reflect: true, useDefault: true },
  };

  /** The first run: an address, or a trace. */
  left: TraceInput = '';
  /** The second run: an address, or a trace. */
  right: TraceInput = '';
  /** Plays as soon as the runs are there. */
  autoplay = false;
  /** Plays all again once the last has ended. */
  loop = false;
  /** The address of a page that plays links: those to these runs are to it. Else they are to `embed.html` beside our script. */
  shareBase = '';
  /** Leaves out the button that makes a link of the runs. */
  noShare = false;

  readonly #link = new RaceLink();
  #sync: RaceSync = 'time';

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'playback-rate'];
  }

  /** How the runs are laid beside each other: by `time` since their prompts, or by `tokens`, each where it had as many. */
  get sync(): RaceSync {
    return this.#sync;
  }

  set sync(sync: RaceSync) {
    const before = this.#sync;
    this.#sync = sync === 'tokens' ? 'tokens' : 'time';
    this.requestUpdate('sync', before);
    this.#link.command((race) => (race.sync = this.#sync));
  }

  /** Seconds since the prompts were sent; by tokens, of the run that has the most of them. Setting it seeks. */
  get currentTime(): number {
    return (this.#link.race?.timeMs ?? 0) / 1000;
  }

  set currentTime(seconds: number) {
    if (!Number.isFinite(seconds)) throw new TypeError('currentTime must be a finite number of seconds.');
    this.#link.command((race) => race.seek(seconds * 1000));
  }

  /** Seconds until the last of the runs ends. NaN without a run, Infinity while one is live. */
  get duration(): number {
    return (this.#link.race?.durationMs ?? NaN) / 1000;
  }

  get paused(): boolean {
    return this.#link.race?.paused ?? true;
  }

  get ended(): boolean {
    return this.#link.race?.ended ?? false;
  }

  get seeking(): boolean {
    return this.#link.race?.seeking ?? false;
  }

  /** Kept between 0.0625 and 16. 0 and below are no rates: they throw a `NotSupportedError`. */
  get playbackRate(): number {
    return this.#link.race?.playbackRate ?? 1;
  }

  set playbackRate(rate: number) {
    if (!Number.isFinite(rate)) throw new TypeError('playbackRate must be a finite number.');
    if (rate <= 0)
      throw new DOMException('playbackRate must be above 0; pause() stands still.', 'NotSupportedError');
    this.#link.command((race) => (race.playbackRate = rate));
  }

  /** Plays all; fulfils once that has been asked of them. */
  play(): Promise<void> {
    return new Promise((resolve) =>
      this.#link.command((race) => {
        race.play();
        resolve();
      }),
    );
  }

  pause(): void {
    this.#link.command((race) => race.pause());
  }

  /** Pauses and goes that many events on, or back, among those of all runs. */
  step(count: number): void {
    this.#link.command((race) => race.step(count));
  }

  /** Lets the first two runs change places. */
  swap(): void {
    this.#link.command(() => this.#link.swap());
  }

  /** A link that holds the first two runs, as they stand. Rejects with a `SnapshotError` where they do not fit or are not both there. */
  async snapshotUrl(options: SnapshotUrlOptions = {}): Promise<string> {
    const { comparisonUrl } = await import('../share/snapshot-url.js');
    return (await comparisonUrl(this.#link.traces(), { base: this.shareBase, ...options })).url;
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    const rate = Number(value);
    if (name === 'playback-rate' && rate > 0 && rate < Infinity) this.playbackRate = rate;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const name of UPGRADED) upgradeProperty(this, name);
  }

  protected override render(): unknown {
    return view(
      (): TemplateResult =>
        html`<trace-diff-view
          .host=${this}
          .link=${this.#link}
          .left=${this.left}
          .right=${this.right}
          .loop=${this.loop}
          .canShare=${!this.noShare}
        ></trace-diff-view>`,
    );
  }
}
