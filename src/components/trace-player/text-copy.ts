import type { StreamedText } from './streamed-text.js';

/** A stretch of a document, as both `Range` and `StaticRange` describe it. */
type Stretch = Pick<
  AbstractRange,
  'startContainer' | 'startOffset' | 'endContainer' | 'endOffset' | 'collapsed'
>;

/**
 * Puts exactly the characters received on the clipboard: a browser's own copy of separate boxes adds and drops line breaks.
 * Blocks are parted by an empty line. A selection that holds none of their text is left to the browser.
 */
export function copySelectedText(event: ClipboardEvent, root: Node, texts: readonly StreamedText[]): void {
  const stretch = selectedStretch(root);
  if (!stretch || !event.clipboardData) return;
  const copied = texts.map((text) => selectedPart(text, stretch)).filter((part) => part !== '');
  if (copied.length === 0) return;
  event.clipboardData.setData('text/plain', copied.join('\n\n'));
  event.preventDefault();
}

/** What is selected of a text's visible characters. */
function selectedPart(text: StreamedText, stretch: Stretch): string {
  const range = document.createRange();
  range.setStart(stretch.startContainer, stretch.startOffset);
  range.setEnd(stretch.endContainer, stretch.endOffset);
  return text.visibleNodes
    .filter((node) => range.intersectsNode(node))
    .map((node) => node.data.slice(startWithin(node, stretch), endWithin(node, stretch)))
    .join('');
}

function startWithin(node: Text, { startContainer, startOffset }: Stretch): number {
  return startContainer === node ? startOffset : 0;
}

function endWithin(node: Text, { endContainer, endOffset }: Stretch): number {
  return endContainer === node ? endOffset : node.length;
}

interface SelectionSource {
  getSelection?(): Selection | null;
}

/** The selection within a shadow root: by the standard's way, else by Chromium's own. */
function selectedStretch(root: Node): Stretch | undefined {
  const selection = document.getSelection();
  if (selection && 'getComposedRanges' in selection && root instanceof ShadowRoot) {
    return usable(selection.getComposedRanges({ shadowRoots: [root] })[0]);
  }
  const inner = (root as SelectionSource).getSelection?.() ?? selection;
  return usable(inner && inner.rangeCount > 0 ? inner.getRangeAt(0) : undefined);
}

function usable(stretch: Stretch | undefined): Stretch | undefined {
  return stretch && !stretch.collapsed ? stretch : undefined;
}
