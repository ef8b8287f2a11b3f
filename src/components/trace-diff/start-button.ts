import { html, nothing, type TemplateResult } from 'lit';
import type { Race } from '../../engine/race.js';
import { ICONS, icon } from '../shared/icons.js';
import { diffWords } from './diff-words.js';

/** The one button that begins all runs, over them, until something of them has been played. */
export function renderStart(race: Race, onStart: () => void): TemplateResult | typeof nothing {
  if (!isAtStart(race)) return nothing;
  const label = diffWords().startRace;
  return html`<div class="start">
    <button
      class="start-button"
      part="button start-button"
      title=${label}
      aria-label=${label}
      @click=${onStart}
    >
      ${icon(ICONS.play)}
    </button>
  </div>`;
}

function isAtStart({ paused, timeMs, durationMs, lanes }: Race): boolean {
  return paused && timeMs === 0 && durationMs > 0 && lanes.every(({ player }) => !player.isStepped);
}
