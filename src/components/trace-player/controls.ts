import { html, nothing, type TemplateResult } from 'lit';
import type { Player } from '../../engine/player.js';
import { clockText, countText } from '../shared/figure-text.js';
import { icon, type IconName } from '../shared/icons.js';
import { strings } from '../strings.js';
import { defineOnce, PlayerPart } from './player-part.js';
import './speed-control.js';

/** The row of buttons under the timeline, with the time and the place among the events. */
export class ControlsElement extends PlayerPart {
  protected override render(): TemplateResult | typeof nothing {
    const player = this.player;
    if (!player) return nothing;
    const words = strings();
    return html`<div class="controls ${player.isLive ? 'live' : ''}" part="controls">
      ${button('step-back', words.stepBack, 'stepBack', () => player.step(-1))}
      ${renderPlayButton(player, () => this.dispatchEvent(new Event('toggle-play')))}
      ${button('step-forward', words.stepForward, 'stepForward', () => player.step(1))} ${renderTime(player)}
      ${player.isLive ? renderLiveButton(player) : nothing}
      <trace-player-speed .player=${player}></trace-player-speed>
      ${renderCount(player)}
    </div>`;
  }
}

function button(part: string, label: string, drawing: IconName, act: () => void): TemplateResult {
  return html`<button
    class=${part}
    part="button ${part}-button"
    title=${label}
    aria-label=${label}
    @click=${act}
  >
    ${icon(drawing)}
  </button>`;
}

function renderPlayButton(player: Player, toggle: () => void): TemplateResult {
  const words = strings();
  if (!player.paused) return button('play', words.pause, 'pause', toggle);
  const [label, drawing] = player.ended
    ? ([words.replay, 'replay'] as const)
    : ([words.play, 'play'] as const);
  return button('play', label, drawing, toggle);
}

function renderTime(player: Player): TemplateResult {
  const end = player.isLive ? player.liveEdgeMs : player.durationMs;
  const duration = Number.isFinite(end) ? clockText(end) : clockText(0);
  return html`<span class="time" part="time"
    ><b>${clockText(player.timeMs)}</b><span> / ${duration}</span></span
  >`;
}

function renderLiveButton(player: Player): TemplateResult {
  const words = strings();
  const isAtEdge = player.isAtLiveEdge;
  return html`<button
    class="live-button"
    part="button live-button"
    title=${isAtEdge ? words.atLive : words.jumpToLive}
    aria-pressed=${isAtEdge}
    @click=${() => player.seekToLiveEdge()}
  >
    <i class="live-dot"></i>${words.liveBadge}
  </button>`;
}

function renderCount({ index, trace, revision }: Player): TemplateResult {
  void revision;
  const words = strings();
  const [shown, all] = [countText(index + 1), countText(trace?.length ?? 0)];
  return html`<span class="count" part="event-count" title=${words.eventCountLabel(shown, all)}>
    ${words.eventCount(shown, all)}
  </span>`;
}

defineOnce('trace-player-controls', ControlsElement);

declare global {
  interface HTMLElementTagNameMap {
    'trace-player-controls': ControlsElement;
  }
}
