/** Longest element that is kept, in characters: bounds the memory that a broken stream can take. */
const MAX_ELEMENT_LENGTH = 64 * 1024 * 1024;

/**
 * Cuts a JSON array that comes in any pieces into its elements, each handed out as soon as it is whole. Only objects are
 * elements; what else stands in the array is left out.
 */
export class ArraySplitter {
  #pending: string[] = [];
  #length = 0;
  /** Open braces and brackets; the array itself is not one. */
  #depth = 0;
  #isInString = false;
  #isEscaped = false;

  push(text: string): string[] {
    const elements: string[] = [];
    let start = 0;
    for (let at = 0; at < text.length; at++) {
      const change = this.#depthChange(text[at]!);
      if (change > 0 && this.#depth === 0) start = at;
      this.#depth += change;
      if (change < 0 && this.#depth === 0) {
        elements.push(this.#take(text.slice(start, at + 1)));
        start = at + 1;
      }
      // What closes the array itself.
      if (this.#depth < 0) this.#depth = 0;
    }
    if (this.#depth > 0) this.#hold(text.slice(start));
    return elements.filter((element) => element !== '');
  }

  /** How much deeper the next character is. Text within a string is none, nor is what stands between elements. */
  #depthChange(character: string): -1 | 0 | 1 {
    if (this.#isInString) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (character === '\\') this.#isEscaped = true;
      else if (character === '"') this.#isInString = false;
      return 0;
    }
    if (character === '"') this.#isInString = true;
    if (character === '{' || (character === '[' && this.#depth > 0)) return 1;
    return character === '}' || character === ']' ? -1 : 0;
  }

  #hold(text: string): void {
    this.#length += text.length;
    if (this.#length <= MAX_ELEMENT_LENGTH) this.#pending.push(text);
  }

  /** The element that ends with that text; '' for one beyond the bound. */
  #take(text: string): string {
    const isKept = this.#length <= MAX_ELEMENT_LENGTH;
    const element = isKept ? this.#pending.join('') + text : '';
    this.#pending = [];
    this.#length = 0;
    return element;
  }
}
