/** Longest line that is kept, in characters: bounds the memory that a broken stream can take. */
const MAX_LINE_LENGTH = 64 * 1024 * 1024;

/** Cuts text that comes in any pieces into its lines, without their breaks. */
export class LineSplitter {
  #pending: string[] = [];
  #length = 0;
  #isOverflown = false;

  push(text: string): string[] {
    const end = text.lastIndexOf('\n');
    if (end < 0) {
      this.#hold(text);
      return [];
    }
    const lines = (this.#pending.join('') + text.slice(0, end)).split('\n');
    this.#pending = [];
    this.#length = 0;
    if (this.#isOverflown) lines.shift();
    this.#isOverflown = false;
    this.#hold(text.slice(end + 1));
    return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  }

  /** What is left after the last break. */
  finish(): string {
    const rest = this.#isOverflown ? '' : this.#pending.join('');
    this.#pending = [];
    return rest;
  }

  #hold(text: string): void {
    this.#length += text.length;
    if (this.#length > MAX_LINE_LENGTH) {
      this.#isOverflown = true;
      this.#pending = [];
    } else if (text !== '') this.#pending.push(text);
  }
}
