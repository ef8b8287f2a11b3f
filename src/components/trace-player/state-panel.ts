import { html, nothing, type TemplateResult } from 'lit';
import type { Player } from '../../engine/player.js';
import { bytesText, countText } from '../shared/figure-text.js';
import { icon, type IconName } from '../shared/icons.js';
import { strings } from '../strings.js';

/** What stands in the transcript's place while there is nothing to read. */
export type PanelKind = 'empty' | 'start' | 'loading' | 'connecting' | 'live-waiting' | 'failed';

/** Which panel is due; undefined: there is something to read. `hasSource`: a page gave a source that waits to be played. */
export function panelKind(player: Player, hasSource: boolean): PanelKind | undefined {
  const { trace, loadState } = player;
  void player.revision;
  if (loadState === 'failed' && !trace?.length) return 'failed';
  if (loadState === 'empty') return hasSource ? 'start' : 'empty';
  if (!trace?.length) return waitingKind(player);
  return player.paused && player.timeMs === 0 ? 'start' : undefined;
}

function waitingKind({ connection }: Player): PanelKind {
  if (connection === 'open') return 'live-waiting';
  return connection === 'connecting' || connection === 'reconnecting' ? 'connecting' : 'loading';
}

/** What a panel's button does. */
export interface PanelActions {
  play(): void;
  retry(): void;
}

/** Draws a panel: what is the matter, and what can be done. */
export function renderPanel(kind: PanelKind, player: Player, { play, retry }: PanelActions): TemplateResult {
  const words = strings();
  switch (kind) {
    case 'start':
      return renderStart(player, play);
    case 'empty':
      return renderMessage(kind, 'empty', words.emptyTitle, words.emptyHint);
    case 'connecting':
      return renderMessage(kind, undefined, words.connectingTitle);
    case 'live-waiting':
      return renderMessage(kind, undefined, words.liveWaitingTitle, words.liveWaitingHint);
    case 'failed':
      return renderMessage(kind, 'warning', words.failedTitle, player.error?.message, renderRetry(retry));
    case 'loading':
      return renderMessage(kind, undefined, words.loadingTitle, progressText(player), renderProgress(player));
  }
}

function renderMessage(
  kind: PanelKind,
  drawing: IconName | undefined,
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

function renderStart(player: Player, play: () => void): TemplateResult {
  const label = strings().startsWith(player.trace?.info.model || strings().player(''));
  return html`<div class="panel start" part="panel panel-start">
    <button class="start-button" part="button start-button" title=${label} aria-label=${label} @click=${play}>
      ${icon('play')}
    </button>
  </div>`;
}

/** A button that loads again. */
export function renderRetry(retry: () => void): TemplateResult {
  return html`<button class="retry" part="button retry-button" @click=${retry}>
    ${icon('retry')}${strings().retry}
  </button>`;
}

function renderProgress({ progress: { bytesLoaded, bytesTotal } }: Player): TemplateResult {
  return html`<progress
    part="progress"
    aria-label=${strings().loadingTitle}
    max=${bytesTotal ?? nothing}
    value=${bytesTotal ? bytesLoaded : nothing}
  ></progress>`;
}

/** How much has come: `1.2 MB of 5.3 MB · 12 345 events`. */
export function progressText({ progress: { bytesLoaded, bytesTotal, events } }: Player): string {
  const words = strings();
  if (bytesLoaded === 0) return '';
  const bytes = words.loadedBytes(
    bytesText(bytesLoaded),
    bytesTotal === undefined ? undefined : bytesText(bytesTotal),
  );
  return events > 0 ? `${bytes} · ${words.loadedEvents(countText(events))}` : bytes;
}
