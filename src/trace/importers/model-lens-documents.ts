import { asObject } from '../json-object.js';
import { asCount, asObjects, asString, firstText } from '../dialects/json-values.js';
import type { JsonObject, JsonValue } from '../events.js';

/** One run of Model Lens, the fields of all its shapes in one place. */
export interface ModelLensRun {
  readonly fields: JsonObject;
  readonly steps: readonly JsonObject[];
  /** As it was measured; empty where a dashboard has guessed it. */
  readonly metrics: JsonObject;
  readonly totalMs: number;
}

/** The runs of a document: of a trace, a snapshot (whole or flat), the `run` of its specification, or a dashboard's list of runs. */
export function modelLensRuns(document: JsonValue): ModelLensRun[] {
  const files = Array.isArray(document) ? asObjects(document) : [asObject(document) ?? {}];
  return files.flatMap((file) => modelLensRun(file) ?? []);
}

function modelLensRun(file: JsonObject): ModelLensRun | undefined {
  const outer = asObject(file.run) ?? file;
  const trace = asObject(outer.trace);
  const steps = asObjects(outer.steps ?? trace?.steps ?? trace?.events);
  if (steps.length === 0) return undefined;
  const fields = { ...trace, ...outer };
  // A dashboard's snapshot takes the first step's time for that of the first token, and counts words.
  const isGuessed = outer.snapshot_id !== undefined && trace !== undefined;
  const metrics = isGuessed ? {} : (asObject(fields.metrics) ?? {});
  return { fields, steps, metrics, totalMs: totalMs(fields, metrics) };
}

function totalMs(fields: JsonObject, metrics: JsonObject): number {
  const between = Date.parse(firstText(fields.completed_at)) - Date.parse(firstText(fields.started_at));
  return asCount(fields.totalTimeMs) ?? asCount(between) ?? asCount(metrics.total_latency_ms) ?? 0;
}

/** A name, or what describes the thing in full: its name, or its id. */
export function nameOf(value: JsonValue | undefined): string {
  const described = asObject(value);
  return (
    asString(value) ?? firstText(described?.name, described?.model_name, described?.model_id, described?.id)
  );
}

/** Captured files tell local time without a zone, dashboards a text for people: neither is a moment that is known. */
export function startedAt({ timestamp, created_at, started_at }: JsonObject): string {
  const text = firstText(timestamp, created_at, started_at);
  return /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : '';
}
