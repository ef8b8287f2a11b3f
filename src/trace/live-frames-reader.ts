import { createSseFramer } from './dialects/sse-frames.js';
import { parseLiveEvent } from './live-frame.js';
import { Trace } from './trace.js';
import { TraceFormatError, type TraceReader } from './trace-reader.js';

/** Reads a saved stream of our own live frames: the first run in it. */
export class LiveFramesReader implements TraceReader {
  readonly trace = new Trace();
  readonly #framer = createSseFramer({
    data: (data) => this.#take(data),
    comment: () => undefined,
    strayLine: (line) => this.trace.addNotice('not_json', line.slice(0, 80)),
  });
  #runId?: string;
  #nextSeq = 0;

  push(text: string): void {
    this.#framer.push(text);
  }

  finish(): boolean {
    this.#framer.finish();
    if (this.trace.length === 0) throw new TraceFormatError('wrong_shape', 'no events');
    if (!this.trace.isEnded) this.trace.addNotice('truncated', `after event ${this.trace.length}`);
    return true;
  }

  #take(data: string): void {
    const frame = parseLiveEvent(data, (fault) => this.trace.addNotice('wrong_shape', fault));
    if (!frame) return;
    this.#runId ??= frame.runId;
    // A stream that was resumed may repeat what it had sent.
    if (frame.runId !== this.#runId || frame.seq < this.#nextSeq) return;
    this.#nextSeq = frame.seq + 1;
    this.trace.append(frame.event);
  }
}
