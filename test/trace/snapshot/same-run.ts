import assert from 'node:assert/strict';
import type { JsonObject, JsonValue, Trace } from '../../../src/trace/index.js';

/** How far figures of a link may be from the run's own: half the step that each is rounded to. */
const FIGURE_ERRORS: Record<string, number> = {
  memory_mb: 0.05,
  without_files_mb: 0.05,
  ratio: 0.0005,
  logprob: 0.0005,
};

/** What binary fractions add to that. */
const DUST = 1e-6;

/** What the largest deviations were, by field. */
export type Deviations = Record<string, number>;

/** Checks that a run that came out of a link is the one that went in, within the stated precision. Returns what it deviates by. */
export function assertSameRun(decoded: Trace, original: Trace, timeErrorMs = 0.5): Deviations {
  const deviations: Deviations = {};
  assert.equal(decoded.length, original.length);
  for (let index = 0; index < original.length; index++)
    compareEvents(plainEvent(decoded, index), plainEvent(original, index), timeErrorMs, deviations);
  assert.equal(decoded.status, original.status);
  assert.equal(decoded.isEnded, original.isEnded);
  assert.deepEqual(
    plain({ ...decoded.info, version: undefined }),
    plain({ ...original.info, version: undefined }),
  );
  assert.deepEqual(blocksOf(decoded), blocksOf(original));
  return deviations;
}

/** A run's event as JSON tells it. */
export function plainEvent(trace: Trace, index: number): JsonObject {
  return plain(trace.eventAt(index)) as JsonObject;
}

function compareEvents(
  decoded: JsonObject,
  original: JsonObject,
  timeErrorMs: number,
  deviations: Deviations,
) {
  const errors: Record<string, number> = { ...FIGURE_ERRORS, time_ms: timeErrorMs, duration_ms: timeErrorMs };
  const fields = errorsOf(String(original.type), errors);
  for (const [field, most] of fields) {
    const [is, was] = [decoded[field], original[field]];
    if (typeof is !== 'number' || typeof was !== 'number') continue;
    const deviation = Math.abs(is - was);
    assert.ok(deviation <= most + DUST + was * 1e-15, `${field}: ${is} for ${was}`);
    deviations[field] = Math.max(deviations[field] ?? 0, deviation);
    decoded[field] = was;
  }
  assert.deepEqual(decoded, original);
}

function errorsOf(type: string, errors: Record<string, number>): [string, number][] {
  const known = ['time_ms', 'duration_ms'];
  if (type === 'token') known.push('logprob');
  if (type === 'memory') known.push('memory_mb', 'without_files_mb', 'ratio');
  return Object.entries(errors).filter(([field]) => known.includes(field));
}

function blocksOf(trace: Trace) {
  return trace.blocks.map(
    ({ kind, completion, role, toolCallId, name, isError, text, chunkCount, firstEvent }) => ({
      ...{ kind, completion, role, toolCallId, name, isError, chunkCount, firstEvent },
      text: text.toString(),
    }),
  );
}

function plain(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}
