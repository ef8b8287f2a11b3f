import { html, nothing, type TemplateResult } from 'lit';
import type { Player } from '../../engine/player.js';
import { clockText, countText } from '../shared/figure-text.js';
import { ICONS, icon } from '../shared/icons.js';
import { onDemand } from '../shared/on-demand.js';
import { strings } from '../strings.js';
import type { Controlled } from './controlled.js';
import { defineOnce, PlayerPart } from './player-part.js';
import './speed-control.js';

const MS_PER_HOUR = 3_600_000;

const liveButton = onDemand(() => import('./live-button.js'));

/** The row of buttons under the timeline, with the time and the place among the events. */
export class ControlsElement extends PlayerPart {
  static override properties = { ...PlayerPart.properties, canShare: { attribute: false } };

  canShare = false;

  protected override render(): TemplateResult | typeof nothing {
    const player = this.player;
    if (!player) return nothing;
    const words = strings();
    return html`<div class="controls ${player.isLive ? 'live' : ''}" part="controls">
      ${button('step-back', words.stepBack, ICONS.stepBack, () => player.step(-1))}
      ${renderPlayButton(player, () => this.dispatchEvent(new Event('toggle-play')))}
      ${button('step-forward', words.stepForward, ICONS.stepForward, () => player.step(1))}
      ${renderTime(player)} ${player.isLive ? renderLive(player) : nothing}
      <trace-player-speed .player=${player}></trace-player-speed>
      ${renderCount(player)}
      ${this.canShare && player.trace ? renderShareButton(() => this.dispatchEvent(new Event('share'))) : nothing}
    </div>`;
  }
}

/** A round button of the controls, named by its part. */
export function button(part: string, label: string, drawing: string, act: () => void): TemplateResult {
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

/** The button that plays, pauses, or plays again. */
export function renderPlayButton(player: Controlled, toggle: () => void): TemplateResult {
  const words = strings();
  if (!player.paused) return button('play', words.pause, ICONS.pause, toggle);
  if (player.ended) return button('play', words.replay, ICONS.replay, toggle);
  return button('play', words.play, ICONS.play, toggle);
}

/** The button that opens the dialog to share what is played. */
export function renderShareButton(act: () => void): TemplateResult {
  return button('share', strings().share, ICONS.share, act);
}

/** Where the playhead is, and where the end. */
export function renderTime(player: Controlled): TemplateResult {
  const end = player.isLive ? player.liveEdgeMs : player.durationMs;
  const duration = Number.isFinite(end) ? clockText(end) : clockText(0);
  return html`<span class="time ${end >= MS_PER_HOUR ? 'hours' : ''}" part="time"
    ><b>${clockText(player.timeMs)}</b><span> / ${duration}</span></span
  >`;
}

/** The button to what happens now. */
export function renderLive(player: Controlled): unknown {
  return liveButton(
    () => html`<trace-player-live .player=${player}></trace-player-live>`,
    strings().liveBadge,
  );
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
