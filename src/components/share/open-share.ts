import type { LitElement } from 'lit';
import type { Player } from '../../engine/player.js';
import { MOST_PAYLOADS } from '../../trace/snapshot/snapshot-link.js';
import type { Trace } from '../../trace/trace.js';
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
    traces: traces.slice(0, MOST_PAYLOADS),
    isShort: traces.length > MOST_PAYLOADS,
    base: element.shareBase,
    timeMs,
    playbackRate,
  };
  dialog.addEventListener('close', () => dialog.remove());
  root.append(dialog);
}
