import {
  isTerminalType,
  type JsonObject,
  type MemoryEvent,
  type TokenEvent,
  type TraceEvent,
} from '../events.js';
import { ByteWriter } from './byte-writer.js';
import { MOST_LANES } from './link-limits.js';
import { areLaneFields, formatPackedHead } from './packed-head.js';
import {
  FIGURE_STEPS,
  LATEST_MOMENT,
  type MemoryFigure,
  type PackedHead,
  type PackedRun,
} from './packed-run.js';
import { SnapshotError } from './snapshot-error.js';
import { encodeText, loneHalves } from './text-bytes.js';
import { writeTokenEnd } from './token-cuts.js';

/** What stands in the head beside lanes and events. */
export type HeadFacts = Pick<PackedHead, 'i' | 's' | 'n'>;

interface TokenTexts {
  readonly index: number;
  readonly fields: JsonObject;
  readonly texts: string[];
}

interface MemoryCurve {
  readonly index: number;
  readonly fields: JsonObject;
  readonly names: MemoryFigure[];
  readonly last: number[];
}

/** Packs a run's events into columns, in their order. */
export class RunPacker {
  readonly #precisionMs: number;
  readonly #whole: JsonObject[] = [];
  readonly #tokenLanes = new Map<string, TokenTexts>();
  readonly #memoryLanes = new Map<string, MemoryCurve>();
  /** For each event its lane: 0 for whole ones, from 1 on tokens', from −1 down memory's. */
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
    if (!(moment >= 0 && moment <= LATEST_MOMENT))
      throw new SnapshotError('cannot_pack', `a time of ${event.time_ms} ms`);
    this.#moments.push(moment);
    this.#order.push(this.#laneOf(event));
  }

  /** The columns. Call it once. Throws a `SnapshotError` where the head is more than a reader takes. */
  finish(facts: HeadFacts): PackedRun {
    const lanes = [...this.#tokenLanes.values()].map((lane) => ({ ...lane, text: lane.texts.join('') }));
    const text = lanes.map((lane) => lane.text).join('');
    const gaps = this.#moments.map((moment, at) => moment - (this.#moments[at - 1] ?? 0));
    const gap = middleOf(gaps);
    const curves = [...this.#memoryLanes.values()];
    const halves = loneHalves(text);
    const head: PackedHead = {
      p: this.#precisionMs,
      g: gap,
      e: this.#whole,
      t: lanes.map((lane) => [lane.fields, lane.text.length]),
      ...(curves.length > 0 && { m: curves.map(({ fields, names }) => [fields, names]) }),
      ...(halves.length > 0 && { u: halves }),
      ...facts,
    };
    return {
      head: formatPackedHead(head),
      text: encodeText(text),
      cuts: this.#cuts(lanes),
      order: this.#runsOfLanes(),
      times: deviations(gaps, gap),
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
    if (lane === undefined) this.#whole.push(withoutTime(event));
    return lane ?? 0;
  }

  #addToken(event: TokenEvent): number | undefined {
    const { type: _type, time_ms: _time, text, count, logprob, ...more } = event;
    const isPackable = isWholeFigure(count) && isFigure(logprob);
    const fields = more as JsonObject;
    const lane = isPackable
      ? laneIn(this.#tokenLanes, JSON.stringify(fields), fields, (index) => ({ index, fields, texts: [] }))
      : undefined;
    if (!lane) return undefined;
    lane.texts.push(text);
    this.#counts.optional(count);
    this.#hasCounts ||= count !== undefined;
    this.#logprobs.optional(logprob && Math.round(logprob / FIGURE_STEPS.logprob));
    this.#hasLogprobs ||= logprob !== undefined;
    return lane.index + 1;
  }

  #addMemory(event: MemoryEvent): number | undefined {
    const { type: _type, time_ms: _time, memory_mb, without_files_mb, ratio, ...more } = event;
    const figures = Object.entries({ memory_mb, without_files_mb, ratio }).filter(
      (entry): entry is [MemoryFigure, number] => entry[1] !== undefined,
    );
    if (figures.length === 0 || !figures.every(([, value]) => isFigure(value))) return undefined;
    const names = figures.map(([name]) => name);
    const fields = more as JsonObject;
    const key = JSON.stringify([fields, names]);
    const create = (index: number) => ({ index, fields, names, last: names.map(() => 0) });
    const lane = laneIn(this.#memoryLanes, key, fields, create);
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

/** The lane of a key: a new one where there is room for it, and its fields may be a lane's. */
function laneIn<Lane>(
  lanes: Map<string, Lane>,
  key: string,
  fields: JsonObject,
  create: (index: number) => Lane,
): Lane | undefined {
  const known = lanes.get(key);
  if (known || lanes.size === MOST_LANES || !areLaneFields(fields)) return known;
  const created = create(lanes.size);
  lanes.set(key, created);
  return created;
}

/** An event that ends a run says how long it took: mostly its own time, which its column tells. */
function withoutTime(event: TraceEvent): JsonObject {
  const { type, time_ms: timeMs, ...fields } = event as unknown as JsonObject;
  if (isTerminalType(event.type) && fields.duration_ms === timeMs) delete fields.duration_ms;
  return { type: type!, ...fields };
}

/** Whether a figure, if it is one, has a step that a column can hold. */
function isFigure(value: number | undefined): boolean {
  return value === undefined || Math.abs(value) < 2 ** 40;
}

function isWholeFigure(value: number | undefined): boolean {
  return value === undefined || (Number.isInteger(value) && isFigure(value));
}

function deviations(gaps: readonly number[], usual: number): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  for (const gap of gaps) out.signed(gap - usual);
  return out.bytes;
}

/** The median, or 0 where there is none. */
function middleOf(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1] ?? 0;
}
