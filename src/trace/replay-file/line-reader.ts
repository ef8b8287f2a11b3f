import type { JsonObject } from '../events.js';
import type { TraceReader } from '../trace-reader.js';
import { EVENTS_OPENING } from './events-opening.js';
import { ReplayAssembler } from './replay-assembler.js';

/** Text parsed at once: bounds the longest task, whatever is pushed at a time. */
const BATCH_LENGTH = 200_000;

/**
 * Reads the line form of a replay file while it comes: the header on the first line, one event per line, the footer on the last.
 * Whole lines are parsed many at a time, which costs little more than parsing the document at once.
 */
export class ReplayLineReader implements TraceReader {
  readonly #assembler = new ReplayAssembler();
  #pending = '';
  #line = 1;
  #state: 'header' | 'events' | 'footer' | 'done' = 'header';

  get trace() {
    return this.#assembler.trace;
  }

  push(text: string): void {
    if (this.#state === 'events') return this.#takeWholeLines(text);
    this.#pending += text;
    this.#takeHeader();
  }

  finish(): boolean {
    if (this.#state === 'events') this.#takeLastLine();
    if (this.#state === 'footer') this.#takeFooter();
    this.#assembler.finish(this.#state === 'done');
    return true;
  }

  #takeHeader(): void {
    if (this.#state !== 'header') return;
    const end = this.#pending.indexOf(EVENTS_OPENING);
    if (end < 0) return;
    const start = this.#pending.indexOf('{');
    const header = parseJson(`${this.#pending.slice(start, end).trimEnd().replace(/,$/, '')}}`);
    if (header) this.#assembler.addHeader(header as JsonObject);
    this.#state = 'events';
    const events = this.#pending.slice(end + EVENTS_OPENING.length);
    this.#pending = '';
    this.#takeWholeLines(events);
  }

  /** Takes the lines that end in this text, and keeps what is left. Looks for them in the text alone, not in a joined copy. */
  #takeWholeLines(text: string): void {
    let from = 0;
    while (this.#state === 'events') {
      const end = batchEnd(text, from);
      if (end < 0) break;
      const lines = this.#pending + text.slice(from, end);
      this.#pending = '';
      from = end + 1;
      this.#takeLines(lines);
    }
    this.#pending += text.slice(from);
  }

  #takeLines(lines: string): void {
    // Between events each line ends in a comma; where the events end this is no JSON, as that line closes the array.
    const array = `[${lines}null]`;
    if (this.#takeArray(array, array, 1)) return;
    const footer = footerStart(lines);
    const events = footer < 0 ? lines : lines.slice(0, footer);
    if (!this.#takeArray(`[${withoutTrailingComma(events)}]`, events)) this.#takeOneByOne(events);
    if (footer < 0) return;
    this.#pending = `${lines.slice(footer)}\n`;
    this.#state = 'footer';
  }

  /** A last line without a break is the footer, an event, or what a cut left of one. */
  #takeLastLine(): void {
    const line = this.#pending;
    const isCut = footerStart(line) < 0 && parseJson(withoutTrailingComma(line)) === undefined;
    if (isCut) return;
    this.#pending = '';
    this.#takeLines(line);
  }

  /** Adds what lines hold that were written as one array, less its last `surplus` elements; false when that is not JSON. */
  #takeArray(json: string, lines: string, surplus = 0): boolean {
    const batch = parseJson(json);
    if (!Array.isArray(batch)) return false;
    batch.length -= surplus;
    const firstLine = this.#line + (json[1] === '\n' ? 1 : 0);
    this.#assembler.addEvents(batch, (offset) => `line ${firstLine + offset}`);
    this.#line += countLines(lines);
    return true;
  }

  /** Where a batch is not JSON: finds the lines that are not, and keeps the others. */
  #takeOneByOne(lines: string): void {
    for (const line of lines.split('\n')) {
      const trimmed = withoutTrailingComma(line).trim();
      if (trimmed !== '') this.#takeLine(trimmed);
      this.#line++;
    }
  }

  #takeLine(line: string): void {
    const value = parseJson(line);
    const where = `line ${this.#line}`;
    if (value === undefined) this.trace.addNotice('not_json', where);
    else this.#assembler.addEvent(value, () => where);
  }

  #takeFooter(): void {
    const text = this.#pending.trim();
    const footer = parseJson(`{${text.slice(1).trimStart().replace(/^,/, '')}`);
    if (footer === undefined) return;
    this.#assembler.addFooter(footer as JsonObject);
    this.#state = 'done';
  }
}

/** Where the last line of the next batch ends, at its break; −1 when no line ends from there on. */
function batchEnd(text: string, from: number): number {
  const end = text.lastIndexOf('\n', from + BATCH_LENGTH);
  return end >= from ? end : text.indexOf('\n', from);
}

/** Where the line begins that closes the events; −1: not among these lines. Event lines begin with `{`. */
function footerStart(lines: string): number {
  if (lines.trimStart().startsWith(']')) return lines.indexOf(']');
  const close = lines.lastIndexOf('\n]');
  return close < 0 ? -1 : close + 1;
}

function withoutTrailingComma(lines: string): string {
  const trimmed = lines.trimEnd();
  return trimmed.endsWith(',') ? trimmed.slice(0, -1) : trimmed;
}

function countLines(lines: string): number {
  let count = 1;
  for (let at = lines.indexOf('\n'); at >= 0; at = lines.indexOf('\n', at + 1)) count++;
  return count;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
