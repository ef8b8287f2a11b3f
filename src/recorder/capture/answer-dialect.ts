import {
  createDialectStream,
  type DialectEvent,
  type DialectName,
  type DialectStream,
  parseJsonObject,
  recogniseDialect,
} from '../../trace/index.js';

/** How much text may come before the dialect must have been told, in characters. */
const MAX_HELD_LENGTH = 64 * 1024;

/** Content types that a dialect is sent as; with another type, the first message tells the dialect. */
const SSE = 'text/event-stream';
const JSON_TYPES = ['application/json', 'text/json'];
const LINE_TYPES = [
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/json-lines',
];

/** The dialect that a path and a content type tell together; undefined: the first message is to tell it. */
export function dialectByType(dialect: DialectName, contentType = ''): DialectName | undefined {
  const type = contentType.split(';')[0]!.trim().toLowerCase();
  const isUsual =
    JSON_TYPES.includes(type) || (dialect === 'ollama' ? LINE_TYPES.includes(type) : type === SSE);
  return isUsual ? dialect : undefined;
}

/** Told a dialect, or else waiting for the first message to tell it; a stream of none is kept as plain text. */
export class AnswerDialect {
  readonly #completionId: string;
  #stream?: DialectStream;
  #isPlain = false;
  #isBroken = false;
  #held: { text: string; arrivalMs: number }[] = [];
  #heldText = '';

  constructor(dialect: DialectName | undefined, completionId: string) {
    this.#completionId = completionId;
    if (dialect) this.#stream = createDialectStream(dialect, { completionId });
  }

  get ending(): DialectStream['ending'] {
    return this.#isBroken ? 'open' : (this.#stream?.ending ?? 'open');
  }

  get error(): DialectStream['error'] {
    return this.#stream?.error;
  }

  get model(): string | undefined {
    return this.#stream?.model;
  }

  push(text: string, arrivalMs: number): DialectEvent[] {
    if (this.#stream) return this.#stream.push(text, arrivalMs);
    this.#held.push({ text, arrivalMs });
    this.#heldText += text;
    const dialect = dialectIn(this.#heldText);
    if (dialect) return this.#release(dialect);
    return this.#heldText.length > MAX_HELD_LENGTH ? this.#release('plain-text') : [];
  }

  finish(arrivalMs: number): DialectEvent[] {
    // The last line may have no end.
    const held = this.#stream ? [] : this.#release(dialectIn(`${this.#heldText}\n`) ?? 'plain-text');
    return [...held, ...this.#stream!.finish(arrivalMs)];
  }

  /** The stream was left before its end: as `finish`, but plain text, which has no end mark, is not whole. */
  breakOff(arrivalMs: number): DialectEvent[] {
    const events = this.finish(arrivalMs);
    this.#isBroken = this.#isPlain;
    return this.#isPlain ? events.filter(({ event }) => event.type !== 'response_completed') : events;
  }

  #release(dialect: DialectName): DialectEvent[] {
    this.#isPlain = dialect === 'plain-text';
    const stream = createDialectStream(dialect, { completionId: this.#completionId });
    this.#stream = stream;
    const held = this.#held;
    this.#held = [];
    this.#heldText = '';
    return held.flatMap(({ text, arrivalMs }) => stream.push(text, arrivalMs));
  }
}

/** The dialect that the whole lines of a text tell: as JSON, or as data of SSE. */
function dialectIn(text: string): DialectName | undefined {
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  for (const line of lines) {
    const message = parseJsonObject(line.replace(/^data:/, ''));
    const dialect = message && recogniseDialect(message, line.startsWith('data:'));
    if (dialect) return dialect;
  }
  return undefined;
}
