import { html, nothing, type TemplateResult } from 'lit';
import { countText } from '../shared/figure-text.js';
import type { ChartDrawing } from './chart-drawing.js';
import { chartWords } from './chart-words.js';

/** The line that says why there is nothing to see, or not all of it; none where all is drawn. */
export function renderMessage(drawing: ChartDrawing): TemplateResult | typeof nothing {
  const message = messageOf(drawing);
  return message ? html`<p class="message" part="message">${message}</p>` : nothing;
}

function messageOf({ frame, sources }: ChartDrawing): string | undefined {
  const words = chartWords();
  const { failure, missingId, leftOutCount } = sources;
  if (failure) return words.chartFailed(failure);
  if (missingId) return words.chartRunMissing(missingId);
  if (!frame) return words.chartEmpty;
  return leftOutCount > 0 ? words.chartLeftOut(countText(leftOutCount), leftOutCount) : undefined;
}
