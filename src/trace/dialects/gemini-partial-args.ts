import type { JsonObject, JsonValue } from '../events.js';
import { asString } from './json-values.js';

/** The names and positions of a JSON path (RFC 9535), as far as arguments need them. */
const STEPS = /\.([^.[\]]+)|\[(\d+)\]|\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\]/g;

type Step = string | number;

/**
 * Writes the arguments of a call that come value by value, each with its path (`$.foo.bar[0]`), a long text in several pieces, as the
 * JSON that they make up: piece by piece, so that what has been written is only ever added to.
 */
export class PartialArguments {
  /** Where the value is that was written last. */
  #path: readonly Step[] = [];
  #isTextOpen = false;

  /** The JSON that one more value adds; '' for one that has no place behind those before it. */
  add(partial: JsonObject): string {
    const path = stepsOf(asString(partial.jsonPath) ?? '');
    const text = asString(partial.stringValue);
    if (text !== undefined && this.#isTextOpen && isSame(path, this.#path)) return inQuotes(text);
    const shared = sharedLength(path, this.#path);
    const isFirst = this.#path.length === 0;
    const hasPlace = shared < path.length && (isFirst || typeof path[shared] === typeof this.#path[shared]);
    if (!hasPlace || (isFirst && typeof path[0] === 'number')) return '';
    const before = isFirst ? '{' : `${this.#close(shared + 1)},`;
    const [step, ...inner] = path.slice(shared);
    const opened = inner.map((next) => (typeof next === 'number' ? '[' : `{${key(next)}`)).join('');
    this.#path = path;
    this.#isTextOpen = text !== undefined;
    const value = text === undefined ? JSON.stringify(valueOf(partial)) : `"${inQuotes(text)}`;
    return before + key(step!) + opened + value;
  }

  /** The JSON that ends the arguments. */
  finish(): string {
    const end = this.#path.length === 0 ? '{}' : this.#close(0);
    this.#path = [];
    return end;
  }

  /** Ends the text at hand, and what is open from that depth on. */
  #close(depth: number): string {
    const ends = this.#path.slice(depth).map((step) => (typeof step === 'number' ? ']' : '}'));
    const quote = this.#isTextOpen ? '"' : '';
    this.#isTextOpen = false;
    return quote + ends.reverse().join('');
  }
}

function stepsOf(path: string): Step[] {
  return [...path.matchAll(STEPS)].map(([, name, position, single, double]) =>
    position === undefined ? (name ?? unescaped(single ?? double ?? '')) : Number(position),
  );
}

function unescaped(name: string): string {
  return name.replaceAll(/\\(.)/g, '$1');
}

function sharedLength(left: readonly Step[], right: readonly Step[]): number {
  const end = left.findIndex((step, index) => step !== right[index]);
  return end < 0 ? left.length : end;
}

function isSame(left: readonly Step[], right: readonly Step[]): boolean {
  return left.length === right.length && sharedLength(left, right) === left.length;
}

/** Values of a list have none. */
function key(step: Step): string {
  return typeof step === 'number' ? '' : `${JSON.stringify(step)}:`;
}

function inQuotes(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function valueOf({ numberValue, boolValue }: JsonObject): JsonValue {
  return numberValue ?? boolValue ?? null;
}
