import { html, nothing, type TemplateResult } from 'lit';
import { describeNotice } from '../../trace/messages.js';
import { icon } from '../shared/icons.js';
import { strings } from '../strings.js';
import { defineOnce, PlayerPart } from './player-part.js';
import { renderRetry } from './state-panel.js';

/** What is wrong with a run that plays all the same: it was cut off, parts were left out, loading stopped half-way. */
export class NoticesElement extends PlayerPart {
  protected override render(): TemplateResult | typeof nothing {
    const { trace, error, revision } = this.player ?? {};
    void revision;
    if (!trace?.length) return nothing;
    // An estimate is said by its badge; a cut is said by the error where there is one.
    const notices = trace.notices.filter(({ code }) => code !== 'estimated_times');
    if (notices.length === 0 && !error) return nothing;
    return html`<ul class="notices" part="notices" aria-label=${strings().notices}>
      ${error ? html`<li part="notice">${icon('warning')}<span>${error.message}</span>${this.renderRetry()}</li>` : nothing}
      ${notices.map((notice) => html`<li part="notice">${icon('warning')}<span>${describeNotice(notice)}</span></li>`)}
    </ul>`;
  }

  private renderRetry(): TemplateResult {
    return renderRetry(() => this.dispatchEvent(new Event('retry', { bubbles: true })));
  }
}

defineOnce('trace-player-notices', NoticesElement);

declare global {
  interface HTMLElementTagNameMap {
    'trace-player-notices': NoticesElement;
  }
}
