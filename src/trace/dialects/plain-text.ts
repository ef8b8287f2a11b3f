import type { DialectEvent, DialectOptions, DialectStream, StreamEnding } from './dialect.js';

/**
 * A stream of no known dialect: its text as it came, each piece an event. Nothing tells whether it was whole, so one that ends in
 * order is taken as complete.
 */
export class PlainTextStream implements DialectStream {
  readonly #completionId: string | undefined;
  ending: StreamEnding = 'open';

  constructor({ completionId }: DialectOptions) {
    this.#completionId = completionId || undefined;
  }

  push(text: string, arrivalMs = 0): DialectEvent[] {
    if (text === '') return [];
    return [{ event: { type: 'token', completion_id: this.#completionId, text }, arrivalMs }];
  }

  finish(arrivalMs = 0): DialectEvent[] {
    this.ending = 'completed';
    return [{ event: { type: 'response_completed', completion_id: this.#completionId }, arrivalMs }];
  }
}
