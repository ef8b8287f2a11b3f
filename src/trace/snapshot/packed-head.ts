import type { JsonObject, JsonValue } from '../events.js';
import { parseJsonObject } from '../json-object.js';
import { isNestedTooDeeply, makeSound } from '../nesting.js';
import {
  MOST_EVENTS,
  MOST_HEAD_CHARACTERS,
  MOST_LANE_CHARACTERS,
  MOST_LANE_FIELDS,
  MOST_LANES,
  mostHeadCharacters,
} from './link-limits.js';
import {
  FIGURE_STEPS,
  LATEST_MOMENT,
  type MemoryFigure,
  type MemoryLane,
  type PackedHead,
  type TokenLane,
} from './packed-run.js';
import { readPhrases, writePhrases } from './phrases.js';
import { SnapshotError } from './snapshot-error.js';
import { decodeText, encodeText } from './text-bytes.js';

/** The slowest clock that a link may have, in milliseconds. */
const MOST_PRECISION_MS = 1000;

const MEMORY_FIGURES = Object.keys(FIGURE_STEPS).filter((name) => name !== 'logprob');

/** Writes the head of a packed run. Throws a `SnapshotError`: `cannot_pack` or `too_long` where no reader would take it. */
export function formatPackedHead(head: PackedHead): Uint8Array<ArrayBuffer> {
  if (isNestedTooDeeply(head)) throw new SnapshotError('cannot_pack', 'it is nested too deeply');
  const json = JSON.stringify(head);
  if (json.length > MOST_HEAD_CHARACTERS)
    throw new SnapshotError('too_long', `a head of ${json.length} characters`);
  const written = writePhrases(json);
  return encodeText(json.length > mostHeadCharacters(written.length) ? json : written);
}

/** Reads it back. Throws a `SnapshotError`, `damaged`, saying which part is not as it should be; `too_large` at too much of one. */
export function parsePackedHead(bytes: Uint8Array): PackedHead {
  const { p, g, e, t, m, i, s, u, n } = headObject(bytes);
  if (!isNumber(p) || !(p > 0 && p <= MOST_PRECISION_MS)) throw wrong('p');
  if (!isNumber(g) || !Number.isInteger(g) || Math.abs(g) > LATEST_MOMENT) throw wrong('g');
  // Before any of them is looked at.
  refuseTooMany(e, t, m);
  if (!Array.isArray(e) || !e.every(isObject)) throw wrong('e');
  if (!Array.isArray(t) || !t.every(isTokenLane)) throw wrong('t');
  if (m !== undefined && !(Array.isArray(m) && m.every(isMemoryLane))) throw wrong('m');
  if (i !== undefined && !isObject(i)) throw wrong('i');
  if (s !== undefined && typeof s !== 'string') throw wrong('s');
  if (u !== undefined && !(Array.isArray(u) && u.every(isNumber))) throw wrong('u');
  if (n !== undefined && !Array.isArray(n)) throw wrong('n');
  return { p, g, e, t, m: m as MemoryLane[] | undefined, i, s, u, n };
}

function refuseTooMany(...lists: (JsonValue | undefined)[]): void {
  const [events = 0, tokens = 0, memory = 0] = lists.map((list) => (Array.isArray(list) ? list.length : 0));
  if (events > MOST_EVENTS || tokens > MOST_LANES || memory > MOST_LANES)
    throw new SnapshotError('too_large', `${events} events, ${tokens} lanes of tokens, ${memory} of memory`);
}

function headObject(bytes: Uint8Array): Partial<Record<string, JsonValue>> {
  const head = parseJsonObject(readPhrases(textOf(bytes)));
  if (!head) throw new SnapshotError('damaged', 'its head is not JSON');
  if (!makeSound(head)) throw new SnapshotError('damaged', 'its head is nested too deeply');
  return head;
}

function textOf(bytes: Uint8Array): string {
  try {
    return decodeText(bytes);
  } catch {
    throw new SnapshotError('damaged', 'its head is not UTF-8');
  }
}

/** Whether fields may be those of a lane: few and short, as each of its events has them. */
export function areLaneFields(value: JsonValue | undefined): value is JsonObject {
  return (
    isObject(value) &&
    Object.keys(value).length <= MOST_LANE_FIELDS &&
    !isNestedTooDeeply(value) &&
    JSON.stringify(value).length <= MOST_LANE_CHARACTERS
  );
}

function isTokenLane(value: JsonValue): value is TokenLane & JsonValue {
  if (!Array.isArray(value) || !areLaneFields(value[0])) return false;
  const length = value[1];
  // Backwards, the same text could be taken any number of times.
  return isNumber(length) && Number.isSafeInteger(length) && length >= 0;
}

function isMemoryLane(value: JsonValue): boolean {
  if (!Array.isArray(value) || !areLaneFields(value[0]) || !Array.isArray(value[1])) return false;
  const names = value[1] as MemoryFigure[];
  return names.length > 0 && names.length <= 3 && names.every((name) => MEMORY_FIGURES.includes(name));
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumber(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function wrong(field: string): SnapshotError {
  return new SnapshotError('damaged', `its head has no right ${field}`);
}
