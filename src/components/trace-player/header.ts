import { html, nothing, type TemplateResult } from 'lit';
import type { Player } from '../../engine/player.js';
import { eventMetrics } from '../../trace/metrics/event-metrics.js';
import type { Trace } from '../../trace/trace.js';
import { countText, durationFigure } from '../shared/figure-text.js';
import { strings } from '../strings.js';
import { defineOnce, PlayerPart } from './player-part.js';

/** Whose run this is, how it stands, and what must not be mistaken: simulated runs, estimated times, a live stream. */
export class HeaderElement extends PlayerPart {
  protected override render(): TemplateResult {
    const player = this.player;
    const trace = player?.trace;
    void player?.revision;
    const status = player ? statusOf(player) : 'empty';
    return html`<div class="header" part="header">
      <span class="dot ${status}" part="status-dot"></span>
      ${trace?.info.model ? html`<b class="model" part="model" title=${trace.info.model}>${trace.info.model}</b>` : nothing}
      ${trace?.info.provider ? html`<span class="provider" part="provider" title=${trace.info.provider}>${trace.info.provider}</span>` : nothing}
      <span class="status" part="status">${statusText(status)}</span>
      ${player && trace ? html`<span class="summary" part="summary"><bdi>${summary(player, trace)}</bdi></span>` : nothing}
      <span class="badges"
        >${trace ? renderBadges(trace) : nothing}${player?.isLive ? renderLiveBadge() : nothing}</span
      >
    </div>`;
  }
}

type HeaderStatus =
  'empty' | 'loading' | 'failed' | 'reconnecting' | 'running' | 'completed' | 'cancelled' | 'cut' | 'unended';

function statusOf(player: Player): HeaderStatus {
  if (player.loadState === 'failed' && !player.trace?.length) return 'failed';
  if (player.connection === 'reconnecting') return 'reconnecting';
  if (player.loadState === 'empty') return 'empty';
  // Of a live stream that waits for its run, the panel says more than a word could.
  if (!player.trace?.length) return player.connection === 'none' ? 'loading' : 'empty';
  const { status } = player.trace;
  if (status !== 'running' || player.isLive) return status;
  if (!player.progress.isComplete) return 'loading';
  return player.trace.notices.some(({ code }) => code === 'truncated') ? 'cut' : 'unended';
}

function statusText(status: HeaderStatus): string {
  const words = strings();
  if (status === 'empty') return '';
  return status === 'loading' ? words.loadingStatus : words[status];
}

function summary(player: Player, trace: Trace): string {
  const words = strings();
  const { tokens, tokenCountSource } = eventMetrics(trace, trace.length - 1);
  const { value, unit } = durationFigure(player.isLive ? trace.durationMs : player.durationMs, words);
  const count = tokenCountSource === 'chunks' ? `≈ ${countText(tokens)}` : countText(tokens);
  const parts = [`${value} ${unit}`];
  if (tokenCountSource) parts.push(words.tokenTotal(count, tokens));
  if (trace.info.timing === 'server') parts.push(words.serverTimes);
  return parts.join(' · ');
}

function renderBadges({ info }: Trace): unknown {
  const words = strings();
  return [
    info.simulated && badge('simulated', words.simulated, words.simulatedHint),
    info.timing === 'estimated' && badge('estimated', words.estimated, words.estimatedHint),
    info.timing === 'server' && badge('server', words.serverTimesShort, words.serverTimesHint),
  ].map((one) => one || nothing);
}

function badge(name: string, label: string, hint: string): TemplateResult {
  return html`<span class="badge ${name}" part="badge badge-${name}" title=${hint}>${label}</span>`;
}

function renderLiveBadge(): TemplateResult {
  return html`<span class="badge live" part="badge badge-live">${strings().liveBadge}</span>`;
}

defineOnce('trace-player-header', HeaderElement);

declare global {
  interface HTMLElementTagNameMap {
    'trace-player-header': HeaderElement;
  }
}
