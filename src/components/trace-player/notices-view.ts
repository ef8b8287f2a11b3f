import { html, nothing, type TemplateResult } from 'lit';
import { describeNotice } from '../../trace/messages.js';
import { icon } from '../shared/icons.js';
import { WARNING_ICON } from '../shared/warning-icon.js';
import { wordTable } from '../strings.js';
import { noticesStyles } from './notices-view.styles.js';
import { defineOnce, PlayerPart } from './player-part.js';
import { toldNotices } from './told-notices.js';

/** The words of the notices. */
export const noticeWords = wordTable({ notices: 'Notices', notice: describeNotice });

/** What is wrong with a run that plays all the same: it was cut off, parts were left out, loading stopped half-way. */
export class NoticesElement extends PlayerPart {
  static override styles = noticesStyles;

  protected override render(): TemplateResult | typeof nothing {
    const { trace, revision } = this.player ?? {};
    void revision;
    if (!trace) return nothing;
    return html`<ul class="notices" part="notices" aria-label=${noticeWords().notices}>
      ${toldNotices(trace).map(
        (notice) =>
          html`<li part="notice">${icon(WARNING_ICON)}<span>${noticeWords().notice(notice)}</span></li>`,
      )}
    </ul>`;
  }
}

defineOnce('trace-player-notices', NoticesElement);

declare global {
  interface HTMLElementTagNameMap {
    'trace-player-notices': NoticesElement;
  }
}
