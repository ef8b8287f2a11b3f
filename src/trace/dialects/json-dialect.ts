import type { JsonObject, Usage } from '../events.js';
import { AnswerAssembler, type ChunkTime } from './answer-assembler.js';
import { type BodyFraming, type BodyHandlers, SseBody } from './body-framing.js';
import type { DialectEvent, DialectOptions, DialectStream, StreamEnding } from './dialect.js';
import { isServerError, parseServerError } from './json-values.js';

/**
 * What the dialects share: framing, the answers of a request (one for each choice), its end and its failure. A dialect says what
 * each message means, in `take`.
 */
export abstract class JsonDialect implements DialectStream {
  /** The last usage that was told. */
  protected usage?: Usage;
  /** The server's own figures, under its own names. */
  protected timings?: JsonObject;
  /** The server's clock at the message at hand, where it tells one. */
  protected serverClockMs?: number;
  readonly #answers = new Map<number, AnswerAssembler>();
  readonly #body: BodyFraming;
  readonly #nextId: (request: number) => string;
  #completionId: string;
  #requests = 1;
  #out: DialectEvent[] = [];
  #arrivalMs = 0;
  ending: StreamEnding = 'open';
  model?: string;
  serverStartMs?: number;
  error?: { message: string; code?: string };

  constructor(
    { completionId, nextCompletionId }: DialectOptions,
    frame = (handlers: BodyHandlers): BodyFraming => new SseBody(handlers),
  ) {
    this.#completionId = completionId;
    this.#nextId =
      nextCompletionId ?? ((request) => (completionId ? `${completionId}.${request}` : `c${request}`));
    this.#body = frame({
      message: (message, isWhole) => this.#takeMessage(message, isWhole),
      done: () => this.#takeDone(),
      failure: (told) => this.fail(told),
      log: (level, message) => this.log(level, message),
    });
  }

  push(text: string, arrivalMs = 0): DialectEvent[] {
    this.#arrivalMs = arrivalMs;
    this.#body.push(text);
    return this.#taken();
  }

  finish(arrivalMs = this.#arrivalMs): DialectEvent[] {
    this.#arrivalMs = arrivalMs;
    this.#body.finish();
    this.serverClockMs = undefined;
    if (this.#isAnswered) this.complete();
    for (const answer of this.#answers.values()) answer.flush();
    return this.#taken();
  }

  /** Reads one message of the stream. Not called once it has ended. */
  protected abstract take(message: JsonObject): void;

  /**
   * Whether a message begins the next request's answer, in a body that holds several. Asked once the one before has ended, by its
   * end mark or by telling how it finished.
   */
  protected isNextRequest(_message: JsonObject): boolean {
    return false;
  }

  /** Forgets what a dialect has kept of the request before: the next one begins. */
  protected beginRequest(): void {}

  /** When the message at hand came. */
  protected get time(): ChunkTime {
    const { serverClockMs, serverStartMs } = this;
    const time: ChunkTime = { arrivalMs: this.#arrivalMs };
    if (serverClockMs === undefined) return time;
    return serverStartMs === undefined
      ? { ...time, serverClockMs }
      : { ...time, serverClockMs, serverStartMs };
  }

  /** How many choices have answered so far. */
  protected get answerCount(): number {
    return this.#answers.size;
  }

  /** The answer of that choice; 0 is the main one. */
  protected answer(index = 0): AnswerAssembler {
    let answer = this.#answers.get(index);
    if (!answer) {
      const id = index === 0 ? this.#completionId : `${this.#completionId}#${index}`;
      answer = new AnswerAssembler(id, (event) => this.#out.push(event));
      this.#answers.set(index, answer);
    }
    return answer;
  }

  /** The stream has come to its end: tells each answer's tool calls and completion. */
  protected complete(): void {
    if (this.ending !== 'open') return;
    this.ending = 'completed';
    this.answer();
    for (const [index, answer] of [...this.#answers].sort(([left], [right]) => left - right)) {
      answer.completeToolCalls(this.time);
      const isMain = index === 0;
      answer.send(
        {
          type: 'response_completed',
          finish_reason: answer.finishReason,
          usage: isMain ? this.usage : undefined,
          server_timings: isMain ? this.timings : undefined,
        },
        this.time,
      );
    }
  }

  /** The server told an error, as a field of the message or as the message itself: the stream has failed. */
  protected fail(told: JsonObject | string): void {
    if (this.ending !== 'open') return;
    this.ending = 'failed';
    this.error = parseServerError(typeof told !== 'string' && isServerError(told.error) ? told.error : told);
    this.answer().send({ type: 'error', ...this.error }, this.time);
  }

  protected log(level: string, message: string): void {
    if (this.ending === 'open')
      this.#out.push({ event: { type: 'log', level, message }, arrivalMs: this.#arrivalMs });
  }

  /** Without an end mark, a body is whole when every answer that it began told how it finished. */
  get #isAnswered(): boolean {
    const answers = [...this.#answers.values()];
    return answers.length > 0 && answers.every((answer) => answer.finishReason !== undefined);
  }

  get #isRequestOver(): boolean {
    return this.ending === 'completed' || (this.ending === 'open' && this.#isAnswered);
  }

  #takeMessage(message: JsonObject, isWhole = false): void {
    if (this.#isRequestOver && this.isNextRequest(message)) this.#restart();
    if (this.ending !== 'open') return;
    this.serverClockMs = undefined;
    if (isServerError(message.error) || message.object === 'error') return this.fail(message);
    this.take(message);
    // An answer that was not streamed ends with its last byte.
    if (isWhole && this.#answers.size > 0) this.complete();
  }

  #takeDone(): void {
    this.serverClockMs = undefined;
    this.complete();
  }

  #restart(): void {
    // What had no end mark ends where the next one begins.
    this.complete();
    this.ending = 'open';
    this.usage = this.timings = undefined;
    this.serverClockMs = this.serverStartMs = undefined;
    this.#answers.clear();
    this.#completionId = this.#nextId(++this.#requests);
    this.beginRequest();
  }

  #taken(): DialectEvent[] {
    const out = this.#out;
    this.#out = [];
    return out;
  }
}
