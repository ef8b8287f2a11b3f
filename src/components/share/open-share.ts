import type { LitElement } from 'lit';
import type { Player } from '../../engine/player.js';
import type { Trace } from '../../trace/trace.js';
import { MOST_RUNS } from './snapshot-url.js';
import './share-dialog.js';

/** Opens the dialog that shares the runs of an element, which stand at some time, over the page; closed, it goes away. */
export function openShare(
  element: LitElement & { readonly shareBase: string },
  { timeMs, playbackRate }: Pick<Player, 'timeMs' | 'playbackRate'>,
  traces: readonly Trace[],
): void {
  const root = element.renderRoot;
  if (root.querySelector('trace-player-share')) return;
  const dialog = document.createElement('trace-player-share');
  dialog.shared = {
    traces: traces.slice(0, MOST_RUNS),
    isShort: traces.length > MOST_RUNS,
    base: element.shareBase,
    timeMs,
    playbackRate,
  };
  dialog.addEventListener('close', () => dialog.remove());
  root.append(dialog);
}
