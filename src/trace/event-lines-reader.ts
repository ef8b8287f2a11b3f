import { parseJson } from './json-object.js';
import { ReplayAssembler } from './replay-file/replay-assembler.js';
import type { TraceReader } from './trace-reader.js';

/** Reads our own events as JSON lines, which `convert --to jsonl` writes: all that is told of the run stands in its `run_started`. */
export class EventLinesReader implements TraceReader {
  readonly #assembler = new ReplayAssembler();
  #pending = '';
  #line = 0;

  get trace() {
    return this.#assembler.trace;
  }

  push(text: string): void {
    const lines = (this.#pending + text).split('\n');
    this.#pending = lines.pop()!;
    for (const line of lines) this.#takeLine(line);
  }

  finish(): boolean {
    // What a cut left of a line is no event.
    if (parseJson(this.#pending) !== undefined) this.#takeLine(this.#pending);
    this.#assembler.finish(this.trace.isEnded);
    return true;
  }

  #takeLine(line: string): void {
    const where = `line ${++this.#line}`;
    const text = line.replace(/^\uFEFF/, '').trim();
    if (text === '') return;
    const value = parseJson(text);
    if (value === undefined) this.trace.addNotice('not_json', where);
    else this.#assembler.addEvent(value, () => where);
  }
}
