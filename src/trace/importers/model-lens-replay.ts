import { asObject } from '../json-object.js';
import { asObjects, asString } from '../dialects/json-values.js';
import type { JsonObject, JsonValue } from '../events.js';
import type { ImportedRun } from './imported-run.js';
import { ModelLensEvents } from './model-lens-events.js';

/**
 * Makes a run of a Model Lens replay. Its tokens tell their time since the start of their completion, other events none, or that of
 * what came before; a completion begins where `index` is 0 again or the time drops.
 */
export function importModelLensReplay(document: JsonValue): ImportedRun | undefined {
  const file = Array.isArray(document) ? savedStream(asObjects(document)) : asObject(document);
  if (!file || !Array.isArray(file.events)) return undefined;
  const run = new ModelLensEvents(asString(file.started_at) ?? '');
  for (const event of asObjects(file.events)) run.take(event);
  if (run.events.length === 0) return undefined;
  return {
    info: {
      run_id: asString(file.run_id) ?? '',
      model: asString(file.model) ?? '',
      provider: asString(file.provider) ?? '',
      started_at: asString(file.started_at) ?? '',
      timing: run.isEstimated ? 'estimated' : 'recorded',
      workload: asString(file.workload) || undefined,
    },
    events: run.events,
    error: run.error,
    durationMs: run.nowMs,
  };
}

/** A saved live stream: the events of its first run, without what its server says of itself. */
function savedStream(frames: readonly JsonObject[]): JsonObject {
  const events = frames.filter(({ _event_type: type }) => asString(type)?.startsWith('_') === false);
  const { run_id = '' } = events.find((event) => asString(event.run_id)) ?? {};
  const ofRun = events.filter((event) => (event.run_id ?? run_id) === run_id);
  const told = (field: string) => ofRun.find((event) => asString(event[field]))?.[field] ?? '';
  return {
    run_id,
    model: told('model'),
    provider: told('provider'),
    workload: told('workload'),
    events: [...ofRun],
  };
}
