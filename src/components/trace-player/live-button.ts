import { css, html, nothing, type TemplateResult } from 'lit';
import { strings, wordTable } from '../strings.js';
import type { Controlled } from './controlled.js';
import { defineOnce, PlayerPart } from './player-part.js';

/** The words of the button, beside its label. */
export const liveWords = wordTable({ jumpToLive: 'Jump to live', atLive: 'At the live edge' });

/** Jumps to what happens now in a live run, and tells whether the playhead is there. */
export class LiveButtonElement extends PlayerPart<Controlled> {
  static override styles = css`
    trace-player-live {
      flex: none;
    }
    .live-button {
      padding: 0 9px;
      font-size: 0.86em;
    }
    .live-dot {
      width: 8px;
      height: 8px;
      border: 2px solid currentColor;
      border-radius: 50%;
    }
    .live-button[aria-pressed='true'] {
      color: var(--err);
    }
    [aria-pressed='true'] .live-dot {
      background: currentColor;
    }
  `;

  protected override render(): TemplateResult | typeof nothing {
    const { player } = this;
    if (!player) return nothing;
    const isAtEdge = player.isAtLiveEdge;
    return html`<button
      class="live-button"
      part="button live-button"
      title=${isAtEdge ? liveWords().atLive : liveWords().jumpToLive}
      aria-pressed=${isAtEdge}
      @click=${() => player.seekToLiveEdge()}
    >
      <i class="live-dot"></i>${strings().liveBadge}
    </button>`;
  }
}

defineOnce('trace-player-live', LiveButtonElement);

declare global {
  interface HTMLElementTagNameMap {
    'trace-player-live': LiveButtonElement;
  }
}
