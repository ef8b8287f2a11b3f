import type { DialectEvent, DialectOptions, DialectStream, StreamEnding, UntimedEvent } from './dialect.js';
import { asObject, parseJson } from '../json-object.js';
import { createSseFramer } from './sse-frames.js';

/** What an SSE body can begin with: a field, or a comment. */
const SSE_OPENING = /^(data|event|id|retry)?:/;
const SSE_FIELDS = ['data:', 'event:', 'id:', 'retry:'];

/** How much blank text may come before the kind is told, in characters. */
const MAX_HELD_LENGTH = 4096;

/** A piece of the body, and when it came. */
interface Piece {
  readonly text: string;
  readonly arrivalMs: number;
}

/**
 * A stream of no known dialect, kept as plain text: of SSE, the text of each frame (a line of its own where it is JSON); of JSON
 * lines, each line; of anything else, each piece as it came. Nothing tells whether it was whole, so one that ends is taken as
 * complete, and nothing in it is an error.
 */
export class PlainTextStream implements DialectStream {
  readonly #completionId: string | undefined;
  readonly #framer = createSseFramer({
    data: (data) => this.#takeFrame(data),
    comment: (comment) => this.#takeComment(comment),
    strayLine: (line) => this.#say(`${line}\n`),
  });
  #kind: 'undecided' | 'sse' | 'lines' | 'text' = 'undecided';
  /** What came before the kind could be told. */
  #held: Piece[] = [];
  /** A line of JSON that is not whole yet. */
  #line: Piece | undefined;
  #arrivalMs = 0;
  #out: DialectEvent[] = [];
  ending: StreamEnding = 'open';

  constructor({ completionId }: DialectOptions) {
    this.#completionId = completionId || undefined;
  }

  push(text: string, arrivalMs = 0): DialectEvent[] {
    this.#arrivalMs = arrivalMs;
    if (text === '') return [];
    if (this.#kind === 'undecided') this.#decide({ text, arrivalMs });
    else this.#take({ text, arrivalMs });
    return this.#taken();
  }

  finish(arrivalMs = this.#arrivalMs): DialectEvent[] {
    if (this.ending !== 'open') return [];
    if (this.#kind === 'undecided') this.#release('text');
    this.#arrivalMs = arrivalMs;
    if (this.#kind === 'sse') this.#framer.finish();
    if (this.#line) this.#say(this.#line.text, this.#line.arrivalMs);
    this.#line = undefined;
    this.ending = 'completed';
    this.#send({ type: 'response_completed' }, arrivalMs);
    return this.#taken();
  }

  #decide(piece: Piece): void {
    this.#held.push(piece);
    const held = this.#held.map(({ text }) => text).join('');
    const head = held.trimStart();
    if (SSE_OPENING.test(head)) this.#release('sse');
    else if (head.startsWith('{')) this.#release('lines');
    else if (held.length > MAX_HELD_LENGTH || !SSE_FIELDS.some((field) => field.startsWith(head)))
      this.#release('text');
  }

  #release(kind: 'sse' | 'lines' | 'text'): void {
    this.#kind = kind;
    const held = this.#held;
    this.#held = [];
    for (const piece of held) this.#take(piece);
  }

  #take(piece: Piece): void {
    this.#arrivalMs = piece.arrivalMs;
    if (this.#kind === 'sse') this.#framer.push(piece.text);
    else if (this.#kind === 'lines') this.#takeLines(piece);
    else this.#say(piece.text, piece.arrivalMs);
  }

  #takeFrame(data: string): void {
    if (data === '' || data === '[DONE]') return;
    this.#say(asObject(parseJson(data)) ? `${data}\n` : data);
  }

  #takeComment(comment: string): void {
    const message = comment === '' ? 'heartbeat' : `heartbeat: ${comment.slice(0, 200)}`;
    this.#out.push({ event: { type: 'log', level: 'debug', message }, arrivalMs: this.#arrivalMs });
  }

  #takeLines({ text, arrivalMs }: Piece): void {
    const end = text.lastIndexOf('\n') + 1;
    const whole = text.slice(0, end).match(/[^\n]*\n/g) ?? [];
    for (const line of whole) this.#say(this.#lineSoFar() + line, arrivalMs);
    const rest = text.slice(end);
    if (rest === '') return;
    // A line that goes on and on is told in the pieces that came.
    if (this.#line) this.#say(this.#lineSoFar() + rest, arrivalMs);
    else this.#line = { text: rest, arrivalMs };
  }

  #lineSoFar(): string {
    const line = this.#line?.text ?? '';
    this.#line = undefined;
    return line;
  }

  #say(text: string, arrivalMs = this.#arrivalMs): void {
    this.#send({ type: 'token', text }, arrivalMs);
  }

  #send(event: UntimedEvent, arrivalMs: number): void {
    const { type, ...fields } = event;
    const owned = { type, completion_id: this.#completionId, ...fields } as UntimedEvent;
    this.#out.push({ event: owned, arrivalMs });
  }

  #taken(): DialectEvent[] {
    const out = this.#out;
    this.#out = [];
    return out;
  }
}
