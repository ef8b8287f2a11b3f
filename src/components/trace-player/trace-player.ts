import { SignalWatcher } from '@lit-labs/signals';
import { html, nothing, type TemplateResult } from 'lit';
import type { Player } from '../../engine/player.js';
import type { Trace } from '../../trace/trace.js';
import { ICONS, icon } from '../shared/icons.js';
import { onDemand } from '../shared/on-demand.js';
import { tokens } from '../shared/tokens.styles.js';
import { strings } from '../strings.js';
import { ignoreAbort } from './pending-plays.js';
import { handlePlayerKey } from './player-keys.js';
import { toldNotices } from './told-notices.js';
import { TraceMediaElement } from './trace-media-element.js';
import { playerStyles } from './trace-player.styles.js';
import './controls.js';
import './event-list.js';
import './header.js';
import './readout.js';
import './timeline.js';
import './transcript.js';

/** No longer than this for a file to come, or for a page's script to name one, nothing is said of it: it would only flash. */
const LONG_WAIT_MS = 300;

const notices = onDemand(() => import('./notices-view.js'));
const runLog = onDemand(() => import('./run-log.js'));
const statePanel = onDemand(() => import('./state-panel.js'));

/**
 * @summary Plays a recorded or live model run: the answer as it came, with the figures of every moment beside it.
 *
 * Keys, while the focus is inside: Space or k plays and pauses; Left and Right seek 1 s, with Shift 5 s; comma and full stop
 * step to the event before and after; Home and End go to the beginning and the end; 1 2 3 4 set the speed to 0.5, 1, 2 and 4.
 *
 * @attr {number} playback-rate - The speed that playing begins with.
 *
 * @fires loadstart - And the other events of a media element, of the same names, in the platform's order.
 * @fires {TraceLoadEvent} trace-load - All of the run is there.
 * @fires {TracePassedEvent} trace-event - The playhead passed events while playing or stepping on.
 * @fires {TraceErrorEvent} trace-error - The source, or the rest of it, could not be loaded.
 *
 * @csspart player - The frame. Within: `header`, `notices`, `side`, `log`, `timeline`, `controls`.
 * @csspart header - `status-dot`, `model`, `provider`, `status`, `summary`, `badge` (`badge-simulated -estimated -live`).
 * @csspart transcript - The scrolling text: `block` (`prompt reasoning response tool-call tool-result error`), each with its
 * `block-head` and `text` (`response-text`, …), `waiting`, `follow-button`.
 * @csspart panel - What stands in the text's place: `panel-empty -start -loading -connecting -live-waiting -failed`, with
 * `start-button`, `retry-button`, `progress`.
 * @csspart readout - `figure` (`figure-ttft -first-answer -rate -tokens -memory -latency`).
 * @csspart events - `event-columns`, `event`, `event-now`, and `events-toggle` where there is little room.
 * @csspart timeline - `bars`, `phases`, `marker` (`marker-first_token`, …), `playhead`.
 * @csspart controls - `button` (`step-back-button play-button step-forward-button live-button speed-button`), `speeds`, `speed`,
 * `speed-chosen`, `time`, `event-count`.
 * @csspart share-dialog - What `share-button` opens: `share-parts`, `share-code`, `share-copy-button`.
 * @csspart notice - A line that says what is wrong with a run that plays all the same.
 * @csspart log-line - A line of the log, under `log-summary`.
 *
 * @cssprop [--trace-height=520px] - Height; a height set on the element itself goes before it.
 * @cssprop [--trace-side-width=34cqi] - Width of the figures and events beside the text, between 268 and 380 px.
 * @cssprop [--trace-font-size=14px] - All other sizes follow it.
 * @cssprop [--trace-font] - Of words; `--trace-font-mono` of figures and code.
 * @cssprop [--trace-radius=10px] - Corners of the frame.
 * @cssprop [--trace-background] - The ground; `--trace-background-sunk` of boxes in it, `--trace-border` of lines.
 * @cssprop [--trace-text] - The text; `--trace-text-dim` and `--trace-text-faint` of what matters less.
 * @cssprop [--trace-accent] - Focus and the current event.
 * @cssprop [--trace-reasoning] - And `--trace-waiting -response -tools -error -completed`: what each colour means.
 */
export class TracePlayerElement extends SignalWatcher(TraceMediaElement) {
  static override styles = [tokens, playerStyles];

  static override properties = {
    noControls: { type: Boolean, attribute: 'no-controls', reflect: true, useDefault: true },
    noShare: { type: Boolean, attribute: 'no-share', reflect: true, useDefault: true },
    areEventsOpen: { attribute: false },
    isWaitLong: { attribute: false },
  };

  /** Leaves out the timeline and the controls. */
  noControls = false;
  /** Leaves out the button that makes a link of the run. */
  noShare = false;

  private areEventsOpen = false;
  private isWaitLong = false;
  #waitTimer?: ReturnType<typeof setTimeout>;

  constructor() {
    super();
    this.addEventListener('keydown', (event) => handlePlayerKey(event, this.player, () => this.#toggle()));
    this.addEventListener('loadstart', this.#startWaiting);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#startWaiting();
  }

  protected override render(): TemplateResult {
    const { player } = this;
    const { trace } = player;
    void player.revision;
    return html`<div
      class="player"
      part="player"
      role="group"
      aria-label=${strings().player(trace?.info.model ?? '')}
    >
      <div class="top">
        <trace-player-header .player=${player}></trace-player-header>
        ${this.#renderEventsToggle()}
      </div>
      ${trace?.length ? this.#renderNotices() : nothing}
      <div class="main">
        <div class="reading">
          <trace-player-transcript .player=${player}></trace-player-transcript>
          ${this.#renderPanel()}
        </div>
        <div class="side ${this.areEventsOpen ? 'open' : ''}" part="side">
          <trace-player-readout .player=${player}></trace-player-readout>
          <trace-player-events id="events" .player=${player}></trace-player-events>
        </div>
      </div>
      ${trace && hasLog(trace) ? runLog(() => html`<trace-player-log .player=${player}></trace-player-log>`) : nothing}
      ${
        this.noControls
          ? nothing
          : html`<trace-player-timeline .player=${player}></trace-player-timeline>
              <trace-player-controls
                .player=${player}
                .canShare=${!this.noShare}
                @toggle-play=${this.#toggle}
                @share=${this.#share}
              ></trace-player-controls>`
      }
      <p class="announcement" role="status">${this.#announcement}</p>
    </div>`;
  }

  #renderEventsToggle(): TemplateResult {
    const label = strings().showEvents;
    return html`<button
      class="events-toggle"
      part="button events-toggle"
      title=${label}
      aria-label=${label}
      aria-expanded=${this.areEventsOpen}
      aria-controls="events"
      @click=${() => (this.areEventsOpen = !this.areEventsOpen)}
    >
      ${icon(ICONS.list)}
    </button>`;
  }

  #renderNotices(): unknown {
    const { player } = this;
    const { error } = player;
    const told = toldNotices(player);
    if (told.length === 0 && !error) return nothing;
    return notices(
      () => html`<trace-player-notices .player=${player} @retry=${this.#handleRetry}></trace-player-notices>`,
      error?.message ?? told.map(({ code }) => code).join(', '),
    );
  }

  /** What stands in the transcript's place while there is nothing to read. */
  #renderPanel(): unknown {
    const { player } = this;
    const { loadState, connection, error } = player;
    if (player.trace?.length) return isAtStart(player) ? this.#renderStart() : nothing;
    if (loadState === 'empty' && this.loader.hasSource) return this.#renderStart();
    if (loadState !== 'failed' && connection === 'none' && !this.isWaitLong) return nothing;
    return statePanel(
      () =>
        html`<trace-player-panel
          .player=${player}
          @retry=${this.#handleRetry}
          @stop=${() => this.loader.cancel()}
        ></trace-player-panel>`,
      error?.message ?? this.#announcement,
    );
  }

  #renderStart(): TemplateResult {
    const words = strings();
    const label = words.startsWith(this.player.trace?.info.model || words.player(''));
    return html`<div class="start" part="panel panel-start">
      <button
        class="start-button"
        part="button start-button"
        title=${label}
        aria-label=${label}
        @click=${this.#handleStart}
      >
        ${icon(ICONS.play)}
      </button>
    </div>`;
  }

  /** Said politely, and only when it changes: the text that streams in is not announced. */
  get #announcement(): string {
    const { error, ended, paused, loadState, isLed } = this.player;
    const words = strings();
    if (error) return words.failedStatus(error.message);
    // Who leads several says it once for all.
    if (isLed) return '';
    if (ended) return words.endedStatus;
    if (loadState === 'loading') return words.loadingStatus;
    return paused ? '' : words.playingStatus;
  }

  #toggle(): void {
    if (this.paused) this.play().catch(ignoreAbort);
    else this.pause();
  }

  async #share(): Promise<void> {
    const { openShare } = await import('../share/open-share.js');
    openShare(this, this.player, [this.player.trace!]);
  }

  readonly #startWaiting = (): void => {
    this.isWaitLong = false;
    clearTimeout(this.#waitTimer);
    this.#waitTimer = setTimeout(() => (this.isWaitLong = true), LONG_WAIT_MS);
  };

  readonly #handleStart = (): void => {
    this.#toggle();
    // The button that had the focus goes away: the keys go on working from the text.
    this.renderRoot.querySelector<HTMLElement>('.scroller')!.focus({ preventScroll: true });
  };

  readonly #handleRetry = (): void => {
    const { currentTime } = this;
    this.load();
    if (currentTime > 0) this.currentTime = currentTime;
    if (this.preload === 'none') this.#toggle();
  };
}

/** Whether nothing of a run has been played or stepped to, and nobody else starts it: the button that begins it stands over its text. */
function isAtStart({ paused, timeMs, durationMs, isStepped, isLed }: Player): boolean {
  return paused && timeMs === 0 && durationMs > 0 && !isStepped && !isLed;
}

/** Whether there is anything for the log to say. */
function hasLog(trace: Trace): boolean {
  const { logs = [], errors = [] } = trace.summary?.artifacts ?? {};
  return (
    logs.length + errors.length > 0 || trace.error !== undefined || trace.has('log') || trace.has('error')
  );
}
