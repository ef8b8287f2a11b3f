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
    this.#pending += text;
    this.#takeHeader();
    while (this.#state === 'events' && this.#takeBatch());
  }

  finish(): boolean {
    this.#takeHeader();
    while (this.#takeBatch());
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
    this.#pending = this.#pending.slice(end + EVENTS_OPENING.length);
    this.#state = 'events';
  }

  /** Parses the next whole lines, up to a batch; false when there is no whole line left. */
  #takeBatch(): boolean {
    if (this.#state !== 'events') return false;
    let cut = this.#pending.lastIndexOf('\n', BATCH_LENGTH);
    if (cut < 0) cut = this.#pending.indexOf('\n');
    if (cut < 0) return false;
    const lines = this.#pending.slice(0, cut);
    this.#pending = this.#pending.slice(cut + 1);
    this.#takeLines(lines);
    return true;
  }

  #takeLines(lines: string): void {
    const footer = footerStart(lines);
    const events = footer < 0 ? lines : lines.slice(0, footer);
    if (!this.#takeAtOnce(events)) this.#takeOneByOne(events);
    if (footer < 0) return;
    this.#pending = `${lines.slice(footer)}\n${this.#pending}`;
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

  #takeAtOnce(lines: string): boolean {
    const batch = parseJson(`[${withoutTrailingComma(lines)}]`);
    if (!Array.isArray(batch)) return false;
    const firstLine = this.#line + (lines.startsWith('\n') ? 1 : 0);
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
