import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Race } from '../../engine/race.js';
import type { RaceSync } from '../../engine/race-pace.js';
import { countText } from '../shared/figure-text.js';
import { ICONS, icon } from '../shared/icons.js';
import { strings } from '../strings.js';
import {
  button,
  renderLive,
  renderPlayButton,
  renderShareButton,
  renderTime,
} from '../trace-player/controls.js';
import { defineOnce, PlayerPart } from '../trace-player/player-part.js';
import { diffWords } from './diff-words.js';
import '../trace-player/speed-control.js';

const SWAP_ICON = 'M5 4 2.5 6.5 5 9M2.5 6.5h9M11 7l2.5 2.5L11 12M13.5 9.5h-9';

/** The row of buttons of a race: they act on all runs. */
export class RaceControlsElement extends PlayerPart<Race> {
  static override properties: PropertyDeclarations = {
    areFindingsOpen: { attribute: false },
    canShare: { attribute: false },
  };

  areFindingsOpen = false;
  canShare = false;
  /** What was chosen, for who hears of it. */
  sync: RaceSync = 'time';

  protected override render(): TemplateResult | typeof nothing {
    const race = this.player;
    if (!race) return nothing;
    const words = strings();
    return html`<div class="controls ${race.isLive ? 'live' : ''}" part="race-controls">
      ${button('step-back', words.stepBack, ICONS.stepBack, () => race.step(-1))}
      ${renderPlayButton(race, () => this.#tell('toggle-play'))}
      ${button('step-forward', words.stepForward, ICONS.stepForward, () => race.step(1))}
      ${race.sync === 'tokens' ? renderTokens(race) : renderTime(race)}
      ${race.isLive ? renderLive(race) : nothing}
      <span class="choices">
        <span class="speeds sync" role="group" aria-label=${diffWords().sync}>
          ${this.#renderSync(race, 'time', diffWords().syncTime, diffWords().syncTimeHint)}
          ${this.#renderSync(race, 'tokens', diffWords().syncTokens, diffWords().syncTokensHint)}
        </span>
        ${button('swap', diffWords().swap, SWAP_ICON, () => this.#tell('swap'))}
        <button
          class="findings-button"
          part="button findings-button"
          aria-expanded=${this.areFindingsOpen}
          aria-controls="findings"
          @click=${() => this.#tell('toggle-findings')}
        >
          ${icon(ICONS.list)}${diffWords().findings}
        </button>
      </span>
      <trace-player-speed .player=${race}></trace-player-speed>
      ${this.canShare ? renderShareButton(() => this.#tell('share')) : nothing}
    </div>`;
  }

  #renderSync(race: Race, sync: RaceSync, label: string, hint: string): TemplateResult {
    return html`<button
      part="button sync-button"
      title=${hint}
      aria-pressed=${race.sync === sync}
      @click=${() => {
        this.sync = sync;
        this.#tell('sync');
      }}
    >
      ${label}
    </button>`;
  }

  #tell(type: string): void {
    this.dispatchEvent(new Event(type));
  }
}

function renderTokens({ longest }: Race): TemplateResult {
  const words = diffWords();
  const count = longest?.tokens ?? 0;
  const [shown, all] = [countText(longest?.shown.tokens ?? 0), countText(count)];
  return html`<span class="time" part="time" title=${words.tokensOf(shown, all, count)}
    ><b>${shown}</b><span> / ${all}</span> ${words.runTokens(count)}</span
  >`;
}

defineOnce('trace-diff-controls', RaceControlsElement);

declare global {
  interface HTMLElementTagNameMap {
    'trace-diff-controls': RaceControlsElement;
  }
}
