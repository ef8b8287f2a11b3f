import { html, nothing, type TemplateResult } from 'lit';
import { countText } from '../shared/figure-text.js';
import { icon } from '../shared/icons.js';
import { WARNING_ICON } from '../shared/warning-icon.js';
import { diffWords } from './diff-words.js';

/** The line that tells of runs for which a comparison has no place; none where all have one. */
export function renderLeftOut(count: number): TemplateResult | typeof nothing {
  if (count === 0) return nothing;
  return html`<p class="left-out" part="notice">
    ${icon(WARNING_ICON)}<span>${diffWords().diffLeftOut(countText(count), count)}</span>
  </p>`;
}
