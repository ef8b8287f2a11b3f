import type { JsonObject } from '../events.js';
import { parseJson } from '../json-object.js';
import type { TraceReader } from '../trace-reader.js';
import { EVENTS_OPENING } from './events-opening.js';
import { ReplayAssembler } from './replay-assembler.js';

/** Text parsed at once: bounds the copies that parsing makes, whatever is pushed at a time. */
const BATCH_LENGTH = 200_000;

/** How many places are tried where the events may be closed: bounds the work on a line made to look like many. */
const MAX_CLOSES = 20;

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
    if (this.#state === 'header') this.#takeHeader();
  }

  finish(): boolean {
    if (this.#state === 'header') this.#takeHeader(this.#pending.length);
    if (this.#state === 'events') this.#takeLastLine();
    if (this.#state === 'footer') this.#takeFooter();
    this.#assembler.finish(this.#state === 'done');
    return true;
  }

  /** The first line with anything on it, once it is whole. */
  #takeHeader(textEnd = -1): void {
    const text = this.#pending;
    const start = text.search(/\S/);
    const lineEnd = start < 0 ? -1 : text.indexOf('\n', start);
    const end = lineEnd < 0 ? textEnd : lineEnd;
    if (start < 0 || end < 0) return;
    const line = text.slice(start, end).trimEnd();
    const fields = line.slice(0, -EVENTS_OPENING.length).trimEnd();
    const header = line.endsWith(EVENTS_OPENING) ? parseJson(`${fields.replace(/,$/, '')}}`) : undefined;
    if (header) this.#assembler.addHeader(header as JsonObject);
    this.#state = 'events';
    this.#line = countLines(text.slice(0, end)) + 1;
    this.#pending = '';
    this.#takeWholeLines(text.slice(end + 1));
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
    // The line of the footer is still to be taken.
    this.#line--;
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
    const lineOf = lineFinder(lines, this.#line);
    this.#assembler.addEvents(batch, (offset) => `line ${lineOf(offset)}`);
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
    const values = parseJson(`[${line}]`);
    const where = `line ${this.#line}`;
    if (Array.isArray(values)) this.#assembler.addEvents(values, () => where);
    else this.trace.addNotice('not_json', where);
  }

  #takeFooter(): void {
    const text = this.#pending.trim();
    const footer = parseJson(`{${text.slice(1).trimStart().replace(/^,/, '')}`);
    if (footer === undefined) return this.#takeBehindBrokenLine();
    this.#assembler.addFooter(footer as JsonObject);
    this.#state = 'done';
  }

  /** What looked like the end was a broken line, if events follow it: they are kept, up to the true end. */
  #takeBehindBrokenLine(): void {
    const text = this.#pending;
    if (!/\n\s*\{/.test(text)) return;
    const close = text.lastIndexOf('\n]');
    const end = close < 0 ? text.lastIndexOf('\n') : close;
    this.#takeOneByOne(text.slice(0, end));
    this.#pending = text.slice(end + 1);
    if (close < 0) this.#takeLastLine();
    else this.#takeFooter();
  }
}

/** Where the last line of the next batch ends, at its break; −1 when no line ends from there on. */
function batchEnd(text: string, from: number): number {
  const end = text.lastIndexOf('\n', from + BATCH_LENGTH);
  return end >= from ? end : text.indexOf('\n', from);
}

/** Where the events are closed; −1: not in these lines. */
function footerStart(lines: string): number {
  if (lines.trimStart().startsWith(']')) return lines.indexOf(']');
  const close = lines.lastIndexOf('\n]');
  return close < 0 ? closeBehindEvent(lines) : close + 1;
}

/** The same, where other writers close the events on the last event's own line: behind an event that is whole by itself. */
function closeBehindEvent(lines: string): number {
  let brace = lines.lastIndexOf('}]');
  for (let tries = 0; brace >= 0 && tries < MAX_CLOSES; tries++) {
    const event = lines.slice(lines.lastIndexOf('\n', brace) + 1, brace + 1);
    const isEvent = parseJson(`[${event}]`) !== undefined;
    if (isEvent && /^\s*[,}]/.test(lines.slice(brace + 2, brace + 40))) return brace + 1;
    brace = brace === 0 ? -1 : lines.lastIndexOf('}]', brace - 1);
  }
  return -1;
}

/** Tells on which line an event of a batch stands. The lines are looked for when first asked: only faults ask. */
function lineFinder(lines: string, firstLine: number): (offset: number) => number {
  let numbers: number[] | undefined;
  return (offset) => {
    numbers ??= lines.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [firstLine + index]));
    return numbers[offset] ?? firstLine;
  };
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
