import { html, nothing, type TemplateResult } from 'lit';
import type { PlayerError } from '../../engine/player-error.js';
import type { Player } from '../../engine/player.js';
import { bytesText } from '../shared/bytes-text.js';
import { countText } from '../shared/figure-text.js';
import { icon } from '../shared/icons.js';
import { WARNING_ICON } from '../shared/warning-icon.js';
import { wordTable } from '../strings.js';
import { defineOnce, PlayerPart } from './player-part.js';
import { panelStyles } from './state-panel.styles.js';

const EMPTY_ICON = 'M2.5 4.5h11v7h-11zM6.8 6.4v3.2L9.6 8z';
const RETRY_ICON = 'M13 8a5 5 0 1 1-1.6-3.7M13 2.5V5h-2.5';

/** The words of the panel. */
export const panelWords = wordTable({
  emptyTitle: 'Nothing to play yet',
  emptyHint: 'Give the player a src: a replay file, or the address of a live stream.',
  loadingTitle: 'Loading the run…',
  loadedBytes: (loaded: string, total: string | undefined) => (total ? `${loaded} of ${total}` : loaded),
  liveWaitingTitle: 'Connected',
  liveWaitingHint: 'Waiting for the first event of a run…',
  connectingTitle: 'Connecting…',
  silent: (seconds: string) => `No answer yet for ${seconds} s.`,
  stop: 'Stop',
  failedTitle: 'The run could not be loaded',
  loadError: ({ message }: PlayerError) => message,
  retry: 'Try again',
});

type PanelKind = 'empty' | 'loading' | 'connecting' | 'live-waiting' | 'failed';

/** What stands in the transcript's place while there is nothing to read: what is the matter, and what can be done. */
export class StatePanelElement extends PlayerPart {
  static override styles = panelStyles;

  protected override render(): TemplateResult | typeof nothing {
    const { player } = this;
    if (!player) return nothing;
    const words = panelWords();
    const kind = panelKind(player);
    switch (kind) {
      case 'empty':
        return renderMessage(kind, EMPTY_ICON, words.emptyTitle, words.emptyHint);
      case 'connecting':
        return renderMessage(kind, undefined, words.connectingTitle);
      case 'live-waiting':
        return renderMessage(kind, undefined, words.liveWaitingTitle, words.liveWaitingHint);
      case 'failed':
        return renderMessage(
          kind,
          WARNING_ICON,
          words.failedTitle,
          player.error && words.loadError(player.error),
          // What a link holds, or a page handed over, does not change by being read again.
          player.error?.url === undefined ? nothing : this.#renderRetry(),
        );
      case 'loading':
        return renderMessage(
          kind,
          undefined,
          words.loadingTitle,
          progressText(player),
          player.silentMs > 0 ? this.#renderSilence() : renderProgress(player),
        );
    }
  }

  #renderSilence(): TemplateResult {
    return html`<div class="choices">
      ${this.#renderRetry()}<button
        class="retry plain"
        part="button stop-button"
        @click=${() => this.dispatchEvent(new Event('stop'))}
      >
        ${panelWords().stop}
      </button>
    </div>`;
  }

  #renderRetry(): TemplateResult {
    return html`<button
      class="retry"
      part="button retry-button"
      @click=${() => this.dispatchEvent(new Event('retry'))}
    >
      ${icon(RETRY_ICON)}${panelWords().retry}
    </button>`;
  }
}

function panelKind({ loadState, connection }: Player): PanelKind {
  if (loadState === 'failed' || loadState === 'empty') return loadState;
  if (connection === 'open') return 'live-waiting';
  return connection === 'connecting' || connection === 'reconnecting' ? 'connecting' : 'loading';
}

function renderMessage(
  kind: PanelKind,
  drawing: string | undefined,
  title: string,
  text?: string,
  more: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  return html`<div class="panel ${kind}" part="panel panel-${kind}">
    ${drawing ? icon(drawing) : html`<span class="spinner"></span>`}
    <p class="title">${title}</p>
    ${text ? html`<p class="text">${text}</p>` : nothing} ${more}
  </div>`;
}

function renderProgress({ progress: { bytesLoaded, bytesTotal } }: Player): TemplateResult {
  return html`<progress
    part="progress"
    aria-label=${panelWords().loadingTitle}
    max=${bytesTotal ?? nothing}
    value=${bytesTotal ? bytesLoaded : nothing}
  ></progress>`;
}

/** How much has come: `1.2 MB of 5.3 MB`. There is no panel any more once there are events. */
function progressText({ progress: { bytesLoaded, bytesTotal }, silentMs }: Player): string {
  const words = panelWords();
  if (silentMs > 0) return words.silent(countText(silentMs / 1000));
  if (bytesLoaded === 0) return '';
  return words.loadedBytes(
    bytesText(bytesLoaded),
    bytesTotal === undefined ? undefined : bytesText(bytesTotal),
  );
}

defineOnce('trace-player-panel', StatePanelElement);

declare global {
  interface HTMLElementTagNameMap {
    'trace-player-panel': StatePanelElement;
  }
}
