/** A piece is closed at the last newline once it is this long: about what a browser lays out in well under a frame. */
const PIECE_LENGTH = 4096;
/** A piece without a newline is cut here all the same. */
const LONGEST_PIECE = 16384;

/**
 * Text that only grows, held as pieces of about 4 kB that end at newlines where there are any. Appending costs no copy of
 * what came before, a slice touches only the pieces it covers, and a view can show each piece as a node of its own.
 * All offsets are in UTF-16 code units.
 */
export class JoinedText {
  readonly #closed: string[] = [];
  /** Where each piece starts, the open one included. */
  readonly #starts: number[] = [0];
  #open = '';
  /** Whether the open piece is long enough to be closed but for want of a newline. */
  #isLongLine = false;

  get length(): number {
    return this.#starts[this.#closed.length]! + this.#open.length;
  }

  /** Pieces so far; the last one is open and may still grow. */
  get pieceCount(): number {
    return this.#closed.length + 1;
  }

  append(text: string): void {
    this.#open += text;
    if (this.#isLongLine && text.includes('\n')) this.#isLongLine = false;
    // Looking for the cut copies the open piece: done for each token of a long line, it makes reading several times slower.
    if (this.#isLongLine && this.#open.length < LONGEST_PIECE) return;
    while (this.#open.length >= PIECE_LENGTH) {
      const cut = cutOffset(this.#open);
      this.#isLongLine = cut === 0;
      if (cut === 0) return;
      this.#closed.push(this.#open.slice(0, cut));
      this.#starts.push(this.#starts[this.#closed.length - 1]! + cut);
      this.#open = this.#open.slice(cut);
    }
  }

  /** The text of a piece; '' beyond the last. */
  pieceAt(index: number): string {
    return index === this.#closed.length ? this.#open : (this.#closed[index] ?? '');
  }

  /** Where a piece starts within the whole. */
  pieceStart(index: number): number {
    return this.#starts[index] ?? this.length;
  }

  /** The piece that holds the character before `offset` (the first piece for 0). */
  pieceIndexAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#starts[middle]! < offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  slice(start: number, end: number): string {
    if (end <= start) return '';
    const last = this.pieceIndexAt(end);
    let text = '';
    for (let index = this.pieceIndexAt(start + 1); index <= last; index++) {
      const from = this.pieceStart(index);
      text += this.pieceAt(index).slice(Math.max(0, start - from), end - from);
    }
    return text;
  }

  toString(): string {
    return this.#closed.join('') + this.#open;
  }
}

/** How much of the open piece to close: up to its last newline, else all but a dangling half of a pair; 0: not yet. */
function cutOffset(open: string): number {
  const newline = open.lastIndexOf('\n', LONGEST_PIECE - 1);
  if (newline >= 0) return newline + 1;
  if (open.length < LONGEST_PIECE) return 0;
  const space = open.lastIndexOf(' ', LONGEST_PIECE - 1);
  if (space > PIECE_LENGTH) return space + 1;
  return isHighSurrogate(open.charCodeAt(LONGEST_PIECE - 1)) ? LONGEST_PIECE - 1 : LONGEST_PIECE;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
