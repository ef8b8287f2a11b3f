import type { JsonObject } from './events.js';

/** Parses JSON, or gives undefined. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The value as an object, if it is one. */
export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

/** The object that a text is the JSON of, if it is that. */
export function parseJsonObject(text: string): JsonObject | undefined {
  return asObject(parseJson(text));
}
