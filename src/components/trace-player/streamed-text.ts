import type { JoinedText } from '../../trace/joined-text.js';
import type { ShownRange } from './shown-text.js';

/**
 * Shows a growing prefix of a text, as one node per piece. Only the piece at the prefix's end is ever changed, and only at its
 * end, so that a step costs the same for any length of text and a reader's selection stays. Pieces beyond it are `display:
 * none` (by `.now ~ *` in the style sheet): not to be found, copied or read out.
 */
export class StreamedText {
  readonly element: HTMLElement;
  readonly #text: JoinedText;
  readonly #pieces: Text[] = [];
  #shown: ShownRange = { start: 0, end: 0 };
  #now = -1;

  constructor(text: JoinedText, element: HTMLElement) {
    this.#text = text;
    this.element = element;
  }

  /** Makes exactly this range visible. Returns whether anything changed. */
  show(range: ShownRange): boolean {
    const before = this.#shown;
    if (this.#now >= 0 && range.start === before.start && range.end === before.end) return false;
    if (range.start !== before.start) this.#clear();
    this.#shown = range;
    const now = range.end <= range.start ? 0 : this.#text.pieceIndexAt(range.end);
    for (let index = Math.max(0, Math.min(this.#now, now)); index <= now; index++) this.#fill(index);
    this.#mark(now);
    return true;
  }

  /** The text nodes that are visible, in order. */
  get visibleNodes(): readonly Text[] {
    return this.#pieces.slice(0, this.#now + 1);
  }

  #fill(index: number): void {
    const from = this.#text.pieceStart(index);
    const { start, end } = this.#shown;
    const piece = this.#text.pieceAt(index).slice(Math.max(0, start - from), Math.max(0, end - from));
    const node = (this.#pieces[index] ??= this.#addPiece());
    if (piece.length > node.length) node.appendData(piece.slice(node.length));
    else if (piece.length < node.length) node.deleteData(piece.length, node.length - piece.length);
  }

  #addPiece(): Text {
    const node = document.createTextNode('');
    const holder = document.createElement('div');
    holder.className = 'piece';
    holder.append(node);
    this.element.append(holder);
    return node;
  }

  #mark(now: number): void {
    if (now === this.#now) return;
    this.#pieces[this.#now]?.parentElement?.classList.remove('now');
    this.#pieces[now]!.parentElement!.classList.add('now');
    this.#now = now;
  }

  #clear(): void {
    this.#pieces.length = 0;
    this.#now = -1;
    this.element.replaceChildren();
  }
}
