import type { JsonObject } from '../events.js';
import { asObject } from '../json-object.js';
import { asCount } from './json-values.js';

/**
 * llama.cpp's own clock at a chunk, in milliseconds since the request began: prompt time + generation time so far, which is on
 * every chunk where `timings_per_token` was asked for.
 */
export function llamaCppClockMs(chunk: JsonObject): number | undefined {
  const timings = asObject(chunk.timings);
  const promptMs = asCount(timings?.prompt_ms);
  const predictedMs = asCount(timings?.predicted_ms);
  return promptMs === undefined || predictedMs === undefined ? undefined : promptMs + predictedMs;
}

/** How much of the prompt has been read, 0..1, where `return_progress` was asked for. */
export function prefillProgress(chunk: JsonObject): number | undefined {
  const progress = asObject(chunk.prompt_progress);
  const total = asCount(progress?.total);
  const processed = asCount(progress?.processed);
  return !total || processed === undefined ? undefined : Math.min(1, processed / total);
}
