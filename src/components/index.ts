/**
 * The elements. Importing this registers them; in Node it does no harm, so that a page can be rendered on a server.
 *
 * @example
 * import 'trace-player';
 * document.body.append(Object.assign(document.createElement('trace-player'), { src: 'run.json' }));
 */
import { MetricsChartElement } from './metrics-chart/metrics-chart.js';
import { TraceDiffElement } from './trace-diff/trace-diff.js';
import { defineOnce } from './trace-player/player-part.js';
import { TracePlayerElement } from './trace-player/trace-player.js';

defineOnce('trace-player', TracePlayerElement);
defineOnce('trace-diff', TraceDiffElement);
defineOnce('metrics-chart', MetricsChartElement);

export { setStrings, type Strings } from './strings.js';
export type { PlayerMediaError } from './trace-player/media-error.js';
export { TraceErrorEvent, TraceLoadEvent, TracePassedEvent } from './trace-player/player-events.js';
export type { MetricsSeekEvent } from './metrics-chart/metrics-seek-event.js';
export { MetricsChartElement, TraceDiffElement, TracePlayerElement };

declare global {
  interface HTMLElementTagNameMap {
    'metrics-chart': MetricsChartElement;
    'trace-player': TracePlayerElement;
    'trace-diff': TraceDiffElement;
  }
}
