import type { JsonObject, JsonValue } from '../events.js';
import type { TimeSpan } from './time-bucket.js';

/** How long a server says that it loaded a model, and read a prompt. */
export interface ServerPhases {
  readonly loadMs?: number;
  readonly prefillMs?: number;
}

/** Ollama's `load_duration` and `prompt_eval_duration` (ns), LM Studio's `model_load_time_seconds`, llama.cpp's `prompt_ms`. */
export function serverPhases(timings: JsonObject | undefined): ServerPhases {
  return {
    loadMs: scaled(timings?.load_duration, 1e-6) ?? scaled(timings?.model_load_time_seconds, 1000),
    prefillMs: scaled(timings?.prompt_eval_duration, 1e-6) ?? scaled(timings?.prompt_ms, 1),
  };
}

/**
 * Takes out of the wait for a first token what the server says of it. It told durations, not when: they are put last, as a prompt
 * is read just before the first token, and are never longer than the wait.
 */
export function splitWait(wait: TimeSpan, { loadMs = 0, prefillMs = 0 }: ServerPhases): TimeSpan[] {
  if (wait.endMs <= wait.startMs) return [wait];
  const prefillStartMs = Math.max(wait.startMs, wait.endMs - prefillMs);
  const loadStartMs = Math.max(wait.startMs, prefillStartMs - loadMs);
  const spans: TimeSpan[] = [
    { bucket: 'waiting', startMs: wait.startMs, endMs: loadStartMs },
    { bucket: 'load', startMs: loadStartMs, endMs: prefillStartMs },
    { bucket: 'prefill', startMs: prefillStartMs, endMs: wait.endMs },
  ];
  return spans.filter(({ startMs, endMs }) => endMs > startMs);
}

function scaled(value: JsonValue | undefined, scale: number): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value * scale : undefined;
}
