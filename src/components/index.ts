/**
 * The elements. Importing this registers them; in Node it does no harm, so that a page can be rendered on a server.
 *
 * @example
 * import 'trace-player';
 * document.body.append(Object.assign(document.createElement('trace-player'), { src: 'run.json' }));
 */
import { defineOnce } from './trace-player/player-part.js';
import { TracePlayerElement } from './trace-player/trace-player.js';

defineOnce('trace-player', TracePlayerElement);

export { setStrings, type Strings } from './strings.js';
export type { PlayerMediaError } from './trace-player/media-error.js';
export { TraceErrorEvent, TraceLoadEvent, TracePassedEvent } from './trace-player/player-events.js';
export { TracePlayerElement };

declare global {
  interface HTMLElementTagNameMap {
    'trace-player': TracePlayerElement;
  }
}
