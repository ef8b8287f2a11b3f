import type { JsonObject, JsonValue } from '../events.js';
import { parseJsonObject } from '../json-object.js';
import { FIGURE_STEPS, type MemoryLane, type PackedHead, type TokenLane } from './packed-run.js';
import { readPhrases } from './phrases.js';
import { SnapshotError } from './snapshot-error.js';
import { decodeText } from './text-bytes.js';

/** Reads the head of a packed run. Throws a `SnapshotError`, `damaged`, saying which part is not as it should be. */
export function parsePackedHead(bytes: Uint8Array): PackedHead {
  const { p, g, e, t, m, i, s, u, x } = headObject(bytes);
  if (!isNumber(p) || !(p > 0)) throw wrong('p');
  if (!isNumber(g)) throw wrong('g');
  if (!Array.isArray(e) || !e.every(isObject)) throw wrong('e');
  if (!Array.isArray(t) || !t.every(isTokenLane)) throw wrong('t');
  if (m !== undefined && !(Array.isArray(m) && m.every(isMemoryLane))) throw wrong('m');
  if (i !== undefined && !isObject(i)) throw wrong('i');
  if (s !== undefined && typeof s !== 'string') throw wrong('s');
  if (u !== undefined && !(Array.isArray(u) && u.every(isNumber))) throw wrong('u');
  if (x !== undefined && !(Array.isArray(x) && x.every((part) => typeof part === 'string'))) throw wrong('x');
  return { p, g, e, t, m: m as MemoryLane[] | undefined, i, s, u, x: x as string[] | undefined };
}

function headObject(bytes: Uint8Array): Partial<Record<string, JsonValue>> {
  let text: string;
  try {
    text = readPhrases(decodeText(bytes));
  } catch (error) {
    if (error instanceof SnapshotError) throw error;
    throw new SnapshotError('damaged', 'its head is not UTF-8');
  }
  const head = parseJsonObject(text);
  if (!head) throw new SnapshotError('damaged', 'its head is not JSON');
  return head;
}

function isTokenLane(value: JsonValue): value is TokenLane & JsonValue {
  return Array.isArray(value) && isObject(value[0]) && isNumber(value[1]) && value[1] >= 0;
}

function isMemoryLane(value: JsonValue): boolean {
  if (!Array.isArray(value) || !isObject(value[0]) || !Array.isArray(value[1])) return false;
  return (
    value[1].length <= 3 &&
    value[1].every((name) => typeof name === 'string' && Object.hasOwn(FIGURE_STEPS, name))
  );
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
