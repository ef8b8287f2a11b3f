import { isTerminalType, type JsonObject } from '../events.js';
import { ByteReader } from './byte-reader.js';
import { parsePackedHead } from './packed-head.js';
import { FIGURE_STEPS, type PackedHead, type PackedRun } from './packed-run.js';
import { SnapshotError } from './snapshot-error.js';
import { decodeText, withLoneHalves } from './text-bytes.js';
import { readTokenEnd } from './token-cuts.js';

interface TokenTexts {
  fields: JsonObject;
  text: string;
  at: number;
}

interface MemoryFigures {
  fields: JsonObject;
  names: (keyof typeof FIGURE_STEPS)[];
  last: number[];
}

/**
 * Gives back the events of a packed run, as objects that nobody has looked at. Work and memory are bounded by the columns' bytes:
 * each event reads at least one. Throws a `SnapshotError`, `damaged`, where the columns do not fit each other.
 */
export class RunUnpacker {
  readonly head: PackedHead;
  readonly #packed: PackedRun;
  readonly #texts: TokenTexts[];
  readonly #memoryLanes: MemoryFigures[];
  readonly #cuts: ByteReader;
  readonly #times: ByteReader;
  readonly #counts: ByteReader;
  readonly #logprobs: ByteReader;
  readonly #memory: ByteReader;
  #moment = 0;
  #whole = 0;

  constructor(packed: PackedRun) {
    this.#packed = packed;
    this.head = parsePackedHead(packed.head);
    this.#texts = this.#cutTexts();
    this.#memoryLanes = (this.head.m ?? []).map(([fields, names]) => ({
      fields,
      names,
      last: names.map(() => 0),
    }));
    this.#cuts = new ByteReader(packed.cuts);
    this.#times = new ByteReader(packed.times);
    this.#counts = new ByteReader(packed.counts);
    this.#logprobs = new ByteReader(packed.logprobs);
    this.#memory = new ByteReader(packed.memory);
  }

  *events(): Generator<JsonObject> {
    const order = new ByteReader(this.#packed.order);
    while (!order.isAtEnd) {
      const lane = order.signed();
      for (let left = order.unsigned(); left > 0; left--) yield this.#next(lane);
    }
    this.#expectAllRead();
  }

  #next(lane: number): JsonObject {
    this.#moment += this.head.g + this.#times.signed();
    const time_ms = roundedTime(this.#moment * this.head.p);
    if (lane === 0) return this.#nextWhole(time_ms);
    return lane > 0 ? this.#nextToken(lane, time_ms) : this.#nextMemory(lane, time_ms);
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
    const count = this.#packed.counts.length > 0 ? this.#counts.optional() : undefined;
    const logprob = this.#packed.logprobs.length > 0 ? this.#logprobs.optional() : undefined;
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
    const figures = this.#memoryLanes[-lane - 1];
    if (!figures) throw new SnapshotError('damaged', 'a memory sample is of no curve');
    const event: JsonObject = { ...figures.fields, type: 'memory', time_ms };
    for (const [at, name] of figures.names.entries()) {
      figures.last[at]! += this.#memory.signed();
      event[name] = figureOf(name, figures.last[at]!);
    }
    return event;
  }

  #cutTexts(): TokenTexts[] {
    let text: string;
    try {
      text = withLoneHalves(decodeText(this.#packed.text), this.head.u ?? []);
    } catch {
      throw new SnapshotError('damaged', 'its text is not UTF-8');
    }
    let at = 0;
    return this.head.t.map(([fields, length]) => ({ fields, text: text.slice(at, (at += length)), at: 0 }));
  }

  #expectAllRead(): void {
    for (const column of [this.#cuts, this.#times, this.#counts, this.#logprobs, this.#memory])
      column.expectEnd();
    const isRead = this.#texts.every(({ text, at }) => at === text.length);
    if (!isRead || this.#whole < this.head.e.length)
      throw new SnapshotError('damaged', 'there is more than it says');
  }
}

function figureOf(name: keyof typeof FIGURE_STEPS, steps: number): number {
  return Number((steps * FIGURE_STEPS[name]).toFixed(3));
}

/** Without the dust of binary fractions. */
function roundedTime(timeMs: number): number {
  return Math.round(timeMs * 1000) / 1000;
}
