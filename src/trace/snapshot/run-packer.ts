import {
  isTerminalType,
  type JsonObject,
  type MemoryEvent,
  type TokenEvent,
  type TraceEvent,
} from '../events.js';
import { ByteWriter } from './byte-writer.js';
import { FIGURE_STEPS, type MemoryLane, MOST_LANES, type PackedHead, type PackedRun } from './packed-run.js';
import { writePhrases } from './phrases.js';
import { SnapshotError } from './snapshot-error.js';
import { encodeText, loneHalves } from './text-bytes.js';
import { writeTokenEnd } from './token-cuts.js';

/** What stands in the head beside lanes and events. */
export type HeadFacts = Pick<PackedHead, 'i' | 's' | 'x'>;

interface TextLane {
  fields: JsonObject;
  texts: string[];
}

/** Packs a run's events into columns, in their order. */
export class RunPacker {
  readonly #precisionMs: number;
  readonly #whole: JsonObject[] = [];
  readonly #tokenLanes = new Map<string, TextLane & { index: number }>();
  readonly #memoryLanes = new Map<string, { lane: MemoryLane; index: number; last: number[] }>();
  /** For each event its lane: 0 for whole ones, then tokens', then (negative) memory's. */
  readonly #order: number[] = [];
  readonly #moments: number[] = [];
  readonly #counts = new ByteWriter();
  readonly #logprobs = new ByteWriter();
  readonly #memory = new ByteWriter();
  #hasCounts = false;
  #hasLogprobs = false;

  /** `precisionMs`: what times are rounded to. */
  constructor(precisionMs: number) {
    this.#precisionMs = precisionMs;
  }

  /** Throws a `SnapshotError`, `cannot_pack`, at a time that no run has. */
  add(event: TraceEvent): void {
    const moment = Math.round(event.time_ms / this.#precisionMs);
    if (moment > 2 ** 51) throw new SnapshotError('cannot_pack', `a time of ${event.time_ms} ms`);
    this.#moments.push(moment);
    this.#order.push(this.#laneOf(event));
  }

  /** The columns. Call it once. */
  finish(facts: HeadFacts): PackedRun {
    const lanes = [...this.#tokenLanes.values()].map(({ fields, texts }) => ({
      fields,
      texts,
      text: texts.join(''),
    }));
    const text = lanes.map((lane) => lane.text).join('');
    const gaps = this.#moments.map((moment, at) => moment - (this.#moments[at - 1] ?? 0));
    const gap = middleOf(gaps);
    const halves = loneHalves(text);
    const head: PackedHead = {
      p: this.#precisionMs,
      g: gap,
      e: this.#whole,
      t: lanes.map((lane) => [lane.fields, lane.text.length]),
      ...(this.#memoryLanes.size > 0 && { m: [...this.#memoryLanes.values()].map(({ lane }) => lane) }),
      ...(halves.length > 0 && { u: halves }),
      ...facts,
    };
    return {
      head: encodeText(writePhrases(JSON.stringify(head))),
      text: encodeText(text),
      cuts: this.#cuts(lanes),
      order: this.#runsOfLanes(),
      times: columnOf(gaps, (out, value) => out.signed(value - gap)),
      counts: this.#hasCounts ? this.#counts.bytes : new Uint8Array(),
      logprobs: this.#hasLogprobs ? this.#logprobs.bytes : new Uint8Array(),
      memory: this.#memory.bytes,
    };
  }

  #laneOf(event: TraceEvent): number {
    const lane =
      event.type === 'token'
        ? this.#addToken(event as TokenEvent)
        : event.type === 'memory'
          ? this.#addMemory(event as MemoryEvent)
          : undefined;
    if (lane !== undefined) return lane;
    this.#whole.push(withoutTime(event));
    return 0;
  }

  #addToken(event: TokenEvent): number | undefined {
    const { type: _type, time_ms: _time, text, count, logprob, ...fields } = event;
    if (count !== undefined && !Number.isSafeInteger(count)) return undefined;
    if (logprob !== undefined && !isPackable(logprob)) return undefined;
    const lane = laneIn(this.#tokenLanes, fields as JsonObject, (index) => ({
      fields: fields as JsonObject,
      texts: [],
      index,
    }));
    if (!lane) return undefined;
    lane.texts.push(text);
    this.#counts.optional(count);
    this.#hasCounts ||= count !== undefined;
    this.#logprobs.optional(logprob && Math.round(logprob / FIGURE_STEPS.logprob));
    this.#hasLogprobs ||= logprob !== undefined;
    return lane.index + 1;
  }

  #addMemory(event: MemoryEvent): number | undefined {
    const { type: _type, time_ms: _time, memory_mb, without_files_mb, ratio, ...fields } = event;
    const figures = Object.entries({ memory_mb, without_files_mb, ratio }).filter(
      (entry): entry is [keyof typeof FIGURE_STEPS, number] => entry[1] !== undefined,
    );
    if (!figures.every(([, value]) => isPackable(value))) return undefined;
    const names = figures.map(([name]) => name);
    const lane = laneIn(this.#memoryLanes, [fields as JsonObject, names], (index) => ({
      lane: [fields as JsonObject, names] as MemoryLane,
      index,
      last: names.map(() => 0),
    }));
    if (!lane) return undefined;
    for (const [at, [name, value]] of figures.entries()) {
      const steps = Math.round(value / FIGURE_STEPS[name]);
      this.#memory.signed(steps - lane.last[at]!);
      lane.last[at] = steps;
    }
    return -lane.index - 1;
  }

  /** Where each token ends, in the order of events: each lane has its own text. */
  #cuts(lanes: { text: string; texts: string[] }[]): Uint8Array<ArrayBuffer> {
    const out = new ByteWriter();
    const places = lanes.map(() => ({ token: 0, at: 0 }));
    for (const lane of this.#order) {
      if (lane <= 0) continue;
      const { text, texts } = lanes[lane - 1]!;
      const place = places[lane - 1]!;
      const end = place.at + texts[place.token++]!.length;
      writeTokenEnd(out, text, place.at, end);
      place.at = end;
    }
    return out.bytes;
  }

  /** Lane and length of each run of events of one lane. */
  #runsOfLanes(): Uint8Array<ArrayBuffer> {
    const out = new ByteWriter();
    for (let start = 0, end = 0; start < this.#order.length; start = end) {
      while (end < this.#order.length && this.#order[end] === this.#order[start]) end++;
      out.signed(this.#order[start]!);
      out.unsigned(end - start);
    }
    return out.bytes;
  }
}

function laneIn<Lane>(
  lanes: Map<string, Lane>,
  key: JsonObject | MemoryLane,
  create: (index: number) => Lane,
): Lane | undefined {
  const text = JSON.stringify(key);
  const known = lanes.get(text);
  if (known || lanes.size === MOST_LANES) return known;
  const created = create(lanes.size);
  lanes.set(text, created);
  return created;
}

/** An event that ends a run says how long it took: mostly its own time, which its column tells. */
function withoutTime(event: TraceEvent): JsonObject {
  const { type, time_ms: timeMs, ...fields } = event as unknown as JsonObject;
  if (isTerminalType(event.type) && fields.duration_ms === timeMs) delete fields.duration_ms;
  return { type: type!, ...fields };
}

/** Whether a figure has a step that a link can hold. */
function isPackable(value: number): boolean {
  return Math.abs(value) < 2 ** 40;
}

function columnOf(
  values: number[],
  write: (out: ByteWriter, value: number) => void,
): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  for (const value of values) write(out, value);
  return out.bytes;
}

/** The median, or 0 where there is none. */
function middleOf(values: number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1] ?? 0;
}
