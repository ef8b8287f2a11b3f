import { JSONParser } from '@streamparser/json';
import type { JsonObject, JsonValue } from '../events.js';
import { TraceFormatError, type TraceReader } from '../trace-reader.js';
import { ReplayAssembler } from './replay-assembler.js';

/** Fields of the header by which it is told that it stands, or goes on, behind the events. */
const HEADER_FIELDS = ['version', 'run_id', 'model', 'provider', 'started_at', 'timing', 'notices'];

type ParsedElement = Parameters<JSONParser['onValue']>[0];

/**
 * Reads a replay document of any layout, minified or pretty-printed, event by event while it comes. Slower than the line form,
 * but each push costs only what it brings.
 */
export class ReplayDocumentReader implements TraceReader {
  readonly #assembler = new ReplayAssembler();
  readonly #parser = new JSONParser({ paths: ['$.*', '$.events.*'], keepStack: false });
  readonly #header: JsonObject = {};
  readonly #footer: JsonObject = {};
  #isHeaderTaken = false;
  #hasEvents = false;
  #isBroken = false;
  #isWhole = false;
  #events = 0;
  /** The first half of a surrogate pair that a push ended in: the parser, which works on bytes, takes whole characters. */
  #halfCharacter = '';

  constructor() {
    this.#parser.onValue = (element) => this.#take(element);
    this.#parser.onEnd = () => (this.#isWhole = true);
    // A handler of our own keeps the library from throwing through `write`.
    this.#parser.onError = () => (this.#isBroken = true);
  }

  get trace() {
    return this.#assembler.trace;
  }

  push(text: string): void {
    if (this.#isBroken || this.#isWhole) return;
    const pushed = this.#halfCharacter + text;
    const end = endsInHalfCharacter(pushed) ? pushed.length - 1 : pushed.length;
    this.#halfCharacter = pushed.slice(end);
    this.#parser.write(pushed.slice(0, end));
  }

  finish(): boolean {
    const hasNone = !this.#hasEvents && this.#events === 0;
    if (hasNone && this.#isWhole) throw new TraceFormatError('wrong_shape', 'no events');
    this.#takeHeader();
    if (this.#isWhole) this.#takeFooter();
    else if (this.#isBroken) this.trace.addNotice('not_json', `event ${this.#events + 1}`);
    this.#assembler.finish(this.#isWhole);
    return true;
  }

  #take({ value, key, stack }: ParsedElement): void {
    const isEvent = stack.length === 2;
    if (isEvent) this.#takeEvent(value as JsonValue);
    else if (key === 'events') this.#hasEvents = Array.isArray(value);
    else this.#takeField(String(key), value as JsonValue);
  }

  #takeEvent(value: JsonValue): void {
    this.#takeHeader();
    this.#events++;
    this.#assembler.addEvent(value, () => `event ${this.#events}`);
  }

  #takeField(key: string, value: JsonValue): void {
    const fields = this.#isHeaderTaken ? this.#footer : this.#header;
    // Defined, not assigned: a key such as `__proto__` is only ever data.
    Object.defineProperty(fields, key, { value, enumerable: true, configurable: true });
  }

  /** Documents with sorted keys tell parts of either on the other side of the events. */
  #takeFooter(): void {
    const fields = { ...this.#header, ...this.#footer };
    if (HEADER_FIELDS.some((field) => field in this.#footer)) this.#assembler.addHeader(fields);
    this.#assembler.addFooter(fields);
  }

  /** Fields before the events tell of the run; they are taken when the first event comes. */
  #takeHeader(): void {
    if (this.#isHeaderTaken) return;
    this.#isHeaderTaken = true;
    this.#assembler.addHeader(this.#header);
  }
}

function endsInHalfCharacter(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff;
}
