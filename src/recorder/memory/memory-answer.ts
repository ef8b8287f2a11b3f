import type { JsonObject, JsonValue } from '../../trace/index.js';
import type { MemoryFigure } from '../memory-sampler.js';

/** A question to a model server whose answer tells of its memory. */
export interface MemoryQuestion {
  /** Below the server's root: `/metrics`. */
  readonly path: string;
  /** The figures in an answer's body; none where it tells none just now; undefined when it is no such answer, and never will be. */
  read(body: string): MemoryFigure[] | undefined;
}

/** A body as JSON; undefined when it is none. */
export function jsonOf(body: string): JsonValue | undefined {
  try {
    return JSON.parse(body) as JsonValue;
  } catch {
    return undefined;
  }
}

/** The objects in a list; undefined when it is no list. */
export function objectsIn(value: JsonValue | undefined): JsonObject[] | undefined {
  return Array.isArray(value) ? value.filter(isObject) : undefined;
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A count that can be one; undefined for anything else. */
export function countOf(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** Bytes as megabytes (10⁶), to two places. */
export function megabytes(bytes: number): number {
  return Math.round(bytes / 1e4) / 100;
}

/** A share to four places; undefined when it is none. */
export function shareOf(value: number): number | undefined {
  return value >= 0 && value <= 1 ? Math.round(value * 1e4) / 1e4 : undefined;
}
