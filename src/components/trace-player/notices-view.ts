import { html, nothing, type TemplateResult } from 'lit';
import type { Player } from '../../engine/player.js';
import { describeNotice } from '../../trace/messages.js';
import { bytesText } from '../shared/bytes-text.js';
import { icon } from '../shared/icons.js';
import { WARNING_ICON } from '../shared/warning-icon.js';
import { wordTable } from '../strings.js';
import { noticesStyles } from './notices-view.styles.js';
import { defineOnce, PlayerPart } from './player-part.js';
import { toldNotices } from './told-notices.js';

/** The words of the notices. */
export const noticeWords = wordTable({
  notices: 'Notices',
  notice: describeNotice,
  brokeOff: (reason: string, loaded: string, total: string | undefined) =>
    `${reason} Loaded: ${total ? `${loaded} of ${total}` : loaded}. What is there is played.`,
  loadAgain: 'Load again',
});

/** What is wrong with a run that plays all the same: it was cut off, parts were left out, loading stopped half-way. */
export class NoticesElement extends PlayerPart {
  static override styles = noticesStyles;

  protected override render(): TemplateResult | typeof nothing {
    const { player } = this;
    void player?.revision;
    if (!player?.trace) return nothing;
    return html`<ul class="notices" part="notices" aria-label=${noticeWords().notices}>
      ${player.error ? this.#renderBroken(player, player.error.message) : nothing}
      ${toldNotices(player).map(
        (notice) =>
          html`<li part="notice">${icon(WARNING_ICON)}<span>${noticeWords().notice(notice)}</span></li>`,
      )}
    </ul>`;
  }

  #renderBroken({ progress: { bytesLoaded, bytesTotal } }: Player, message: string): TemplateResult {
    const words = noticeWords();
    const total = bytesTotal === undefined ? undefined : bytesText(bytesTotal);
    return html`<li part="notice">
      ${icon(WARNING_ICON)}<span>${words.brokeOff(message, bytesText(bytesLoaded), total)}</span>
      <button class="retry" part="button retry-button" @click=${() => this.dispatchEvent(new Event('retry'))}>
        ${words.loadAgain}
      </button>
    </li>`;
  }
}

defineOnce('trace-player-notices', NoticesElement);

declare global {
  interface HTMLElementTagNameMap {
    'trace-player-notices': NoticesElement;
  }
}
