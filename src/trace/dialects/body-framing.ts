import type { JsonObject } from '../events.js';
import { ArraySplitter } from './array-splitter.js';
import { asObject, parseJson } from '../json-object.js';
import { isNestedTooDeeply, SHORTEST_DEEP_JSON } from '../nesting.js';
import { LineSplitter } from './line-splitter.js';
import { createSseFramer } from './sse-frames.js';

/** Longest whole (not streamed) answer that is kept until its end, in characters. */
const MAX_WHOLE_BODY = 64 * 1024 * 1024;

/** What a body's framing hands on. */
export interface BodyHandlers {
  /** A JSON object: a frame's data, a line, or the whole body. `isWhole` says that it is all of the body. */
  message(message: JsonObject, isWhole?: boolean): void;
  /** The end mark `[DONE]`. */
  done(): void;
  /** An error that was told outside the stream's own frames. */
  failure(told: JsonObject | string): void;
  log(level: string, message: string): void;
}

/** Cuts a body into its messages, however the body is cut. */
export interface BodyFraming {
  push(text: string): void;
  /** The body has ended. */
  finish(): void;
}

/**
 * SSE frames; or an array of messages, each read as it comes. Any other body that begins as JSON is read at its end: one answer, or
 * messages on lines of their own.
 */
export class SseBody implements BodyFraming {
  readonly #handlers: BodyHandlers;
  readonly #framer = createSseFramer({
    data: (data, eventName) => this.#takeFrame(data, eventName),
    comment: (comment) => this.#takeComment(comment),
    strayLine: (line) => this.#takeStrayLine(line),
  });
  #isStarted = false;
  #isFinishing = false;
  #array?: ArraySplitter;
  #whole?: string[];
  #wholeLength = 0;

  constructor(handlers: BodyHandlers) {
    this.#handlers = handlers;
  }

  push(text: string): void {
    if (!this.#isStarted && text.trim() !== '') this.#start(text.trimStart());
    if (this.#array) return this.#takeElements(this.#array.push(text));
    if (!this.#whole) return this.#framer.push(text);
    this.#wholeLength += text.length;
    if (this.#wholeLength <= MAX_WHOLE_BODY) this.#whole.push(text);
  }

  finish(): void {
    this.#isFinishing = true;
    if (this.#whole) this.#takeWhole(this.#whole.join('').trim());
    else if (!this.#array) this.#framer.finish();
  }

  #start(text: string): void {
    this.#isStarted = true;
    if (text.startsWith('[')) this.#array = new ArraySplitter();
    else if (text.startsWith('{')) this.#whole = [];
  }

  #takeFrame(data: string, eventName?: string): void {
    if (eventName === 'error') this.#handlers.failure(readMessage(data) ?? data);
    else if (!this.#takeData(data, eventName)) this.#takeLines(data.split('\n'));
  }

  /** Takes the data of a frame; false when it cannot be read. */
  #takeData(data: string, eventName?: string): boolean {
    const text = data.trim();
    const message = readMessage(text);
    // A named event tells its type by its name, where its data does not.
    if (message) this.#handlers.message(eventName ? { type: eventName, ...message } : message);
    // Some gateways wrap a comment as data.
    else if (text.startsWith(':')) this.#takeComment(text.slice(1).trim());
    else if (text === '[DONE]') this.#handlers.done();
    else return false;
    return true;
  }

  /** Messages that nothing but line breaks part, as frames without blank lines between them are. */
  #takeLines(lines: readonly string[]): void {
    lines.forEach((line, index) => {
      // What a cut left of the last line is no news: the missing end tells.
      const isCut = this.#isFinishing && index === lines.length - 1;
      if (!this.#takeData(line) && !isCut) this.#handlers.log('warning', `not JSON: ${line.slice(0, 200)}`);
    });
  }

  #takeComment(comment: string): void {
    this.#handlers.log('debug', comment === '' ? 'heartbeat' : `heartbeat: ${comment.slice(0, 200)}`);
  }

  /** `error: {…}` (llama.cpp before September 2025) and bare JSON bodies inside the stream. */
  #takeStrayLine(line: string): void {
    const isError = line.startsWith('error:');
    const text = (isError ? line.slice('error:'.length) : line).trim();
    const message = readMessage(text);
    if (isError) this.#handlers.failure(message ?? text);
    else if (message) this.#handlers.message(message);
  }

  #takeWhole(body: string): void {
    const message = readMessage(body);
    if (message) this.#handlers.message(message, true);
    else this.#takeLines(body.split('\n'));
  }

  #takeElements(elements: readonly string[]): void {
    for (const element of elements) {
      const message = readMessage(element);
      if (message) this.#handlers.message(message);
      else this.#handlers.log('warning', `not JSON: ${element.slice(0, 200)}`);
    }
  }
}

/** A JSON object per line. */
export class LinesBody implements BodyFraming {
  readonly #handlers: BodyHandlers;
  readonly #lines = new LineSplitter();

  constructor(handlers: BodyHandlers) {
    this.#handlers = handlers;
  }

  push(text: string): void {
    for (const line of this.#lines.push(text)) this.#take(line, false);
  }

  finish(): void {
    this.#take(this.#lines.finish(), true);
  }

  #take(line: string, isLast: boolean): void {
    if (line.trim() === '') return;
    const message = readMessage(line.trim());
    if (message) this.#handlers.message(message);
    // What a cut left of a line is no news: the missing end tells.
    else if (!isLast) this.#handlers.log('warning', `not JSON: ${line.slice(0, 200)}`);
  }
}

/** The object that a text is the JSON of; undefined for anything else, and for one that is nested beyond any bound. */
function readMessage(text: string): JsonObject | undefined {
  const message = asObject(parseJson(text));
  const isTooDeep = text.length >= SHORTEST_DEEP_JSON && isNestedTooDeeply(message);
  return isTooDeep ? undefined : message;
}
