import { isTerminalType, type JsonObject } from '../events.js';
import { ByteReader } from './byte-reader.js';
import { MOST_EVENTS } from './link-limits.js';
import { parsePackedHead } from './packed-head.js';
import {
  FIGURE_STEPS,
  LATEST_MOMENT,
  type MemoryFigure,
  type PackedHead,
  type PackedRun,
} from './packed-run.js';
import { SnapshotError } from './snapshot-error.js';
import { decodeText, withLoneHalves } from './text-bytes.js';
import { readTokenEnd } from './token-cuts.js';

interface TokenTexts {
  readonly fields: JsonObject;
  readonly text: string;
  at: number;
}

interface MemoryCurve {
  readonly fields: JsonObject;
  readonly names: readonly MemoryFigure[];
  readonly last: number[];
}

/**
 * Gives back the events of a packed run, as objects that nobody has looked at. Work and memory are bounded by the columns' bytes:
 * each event reads at least one. Throws a `SnapshotError`: `damaged` where the columns do not fit each other, `too_large` at more
 * events than a link may have.
 */
export class RunUnpacker {
  readonly head: PackedHead;
  readonly #texts: readonly TokenTexts[];
  readonly #curves: readonly MemoryCurve[];
  readonly #order: ByteReader;
  readonly #cuts: ByteReader;
  readonly #times: ByteReader;
  readonly #counts: ByteReader;
  readonly #logprobs: ByteReader;
  readonly #memory: ByteReader;
  readonly #hasCounts: boolean;
  readonly #hasLogprobs: boolean;
  #moment = 0;
  #whole = 0;

  constructor(packed: PackedRun) {
    this.head = parsePackedHead(packed.head);
    this.#texts = textsOf(packed.text, this.head);
    this.#curves = (this.head.m ?? []).map(([fields, names]) => ({
      fields,
      names,
      last: names.map(() => 0),
    }));
    this.#order = new ByteReader(packed.order);
    this.#cuts = new ByteReader(packed.cuts);
    this.#times = new ByteReader(packed.times);
    this.#counts = new ByteReader(packed.counts);
    this.#logprobs = new ByteReader(packed.logprobs);
    this.#memory = new ByteReader(packed.memory);
    this.#hasCounts = packed.counts.length > 0;
    this.#hasLogprobs = packed.logprobs.length > 0;
  }

  *events(): Generator<JsonObject> {
    let left = MOST_EVENTS;
    while (!this.#order.isAtEnd) {
      const lane = this.#order.signed();
      const length = this.#order.unsigned();
      left -= length;
      if (left < 0) throw new SnapshotError('too_large', `over ${MOST_EVENTS} events`);
      for (let at = 0; at < length; at++) yield this.#next(lane);
    }
    this.#expectAllRead();
  }

  #next(lane: number): JsonObject {
    const time_ms = this.#nextTime();
    if (lane === 0) return this.#nextWhole(time_ms);
    return lane > 0 ? this.#nextToken(lane, time_ms) : this.#nextMemory(lane, time_ms);
  }

  #nextTime(): number {
    this.#moment += this.head.g + this.#times.signed();
    if (!(this.#moment >= 0 && this.#moment <= LATEST_MOMENT))
      throw new SnapshotError('damaged', 'a time that no run has');
    // Without the dust of binary fractions.
    return Math.round(this.#moment * this.head.p * 1000) / 1000;
  }

  #nextWhole(time_ms: number): JsonObject {
    const event = this.head.e[this.#whole++];
    if (!event) throw new SnapshotError('damaged', 'an event is missing');
    const isEnd = typeof event.type === 'string' && isTerminalType(event.type);
    return { ...(isEnd && { duration_ms: time_ms }), ...event, time_ms };
  }

  #nextToken(lane: number, time_ms: number): JsonObject {
    const texts = this.#texts[lane - 1];
    if (!texts) throw new SnapshotError('damaged', 'a token is of no text');
    const start = texts.at;
    texts.at = readTokenEnd(this.#cuts, texts.text, start);
    const count = this.#hasCounts ? this.#counts.optional() : undefined;
    const logprob = this.#hasLogprobs ? this.#logprobs.optional() : undefined;
    return {
      ...texts.fields,
      type: 'token',
      time_ms,
      text: texts.text.slice(start, texts.at),
      ...(count !== undefined && { count }),
      ...(logprob !== undefined && { logprob: figureOf('logprob', logprob) }),
    };
  }

  #nextMemory(lane: number, time_ms: number): JsonObject {
    const curve = this.#curves[-lane - 1];
    if (!curve) throw new SnapshotError('damaged', 'a memory sample is of no curve');
    const event: JsonObject = { ...curve.fields, type: 'memory', time_ms };
    for (const [at, name] of curve.names.entries()) {
      curve.last[at]! += this.#memory.signed();
      event[name] = figureOf(name, curve.last[at]!);
    }
    return event;
  }

  #expectAllRead(): void {
    for (const column of [this.#cuts, this.#times, this.#counts, this.#logprobs, this.#memory])
      column.expectEnd();
    const isRead = this.#texts.every(({ text, at }) => at === text.length);
    if (!isRead || this.#whole < this.head.e.length)
      throw new SnapshotError('damaged', 'there is more than it says');
  }
}

function textsOf(bytes: Uint8Array, { t, u = [] }: PackedHead): TokenTexts[] {
  const text = withLoneHalves(utf8(bytes), u);
  let end = 0;
  const texts = t.map(([fields, length]) => ({ fields, text: text.slice(end, (end += length)), at: 0 }));
  if (end !== text.length) throw new SnapshotError('damaged', 'its text is not as long as it says');
  return texts;
}

function utf8(bytes: Uint8Array): string {
  try {
    return decodeText(bytes);
  } catch {
    throw new SnapshotError('damaged', 'its text is not UTF-8');
  }
}

function figureOf(name: keyof typeof FIGURE_STEPS, steps: number): number {
  return Number((steps * FIGURE_STEPS[name]).toFixed(3));
}
