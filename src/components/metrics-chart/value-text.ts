import { countText, durationFigure, type Figure, percentText, rateText } from '../shared/figure-text.js';
import { strings } from '../strings.js';
import type { LaneKey } from './lanes.js';

/** A metric's value as people read it; `isApproximate` marks a count of tokens that is only about right. */
export function valueFigure(key: LaneKey, value: number, isApproximate: boolean): Figure {
  const words = strings();
  const about = isApproximate ? '≈ ' : '';
  switch (key) {
    case 'tokens_per_second':
      return { value: `${about}${rateText(value)}`, unit: 'tok/s' };
    case 'memory':
      return { value: countText(value), unit: words.megabytes };
    case 'memory_ratio':
      return { value: percentText(value) };
    case 'itl':
      return durationFigure(value, words);
    case 'cumulative_tokens':
      return { value: `${about}${countText(value)}`, unit: words.tokens.toLowerCase() };
  }
}
