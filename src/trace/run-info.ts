import type { JsonObject, RunStartedEvent, RunStatus, ServerInfo, Timing } from './events.js';

/** What is known of a run before its first token: the replay file's header, overruled by its `run_started` event. */
export interface RunInfo {
  run_id: string;
  model: string;
  provider: string;
  /** ISO 8601; '' when unknown. */
  started_at: string;
  timing: Timing;
  simulated?: boolean;
  workload?: string;
  params?: JsonObject;
  server?: ServerInfo;
  hardware?: JsonObject;
  /** The file format's version, as the file says. */
  version?: string;
}

/** The last line of a replay file: what is known once the run has ended. */
export interface RunSummary {
  event_count?: number;
  status?: RunStatus;
  duration_ms?: number;
  metrics?: JsonObject;
  artifacts?: { response?: string; logs?: string[]; errors?: string[] };
}

/** What stands where nothing is known. */
export function unknownRun(): RunInfo {
  return { run_id: '', model: '', provider: '', started_at: '', timing: 'recorded' };
}

/** The header as a `run_started` event overrules it. */
export function withRunStarted(info: RunInfo, event: RunStartedEvent): RunInfo {
  const { run_id, model, provider, started_at, timing, simulated, workload, params, server, hardware } =
    event;
  const told = { run_id, model, provider, started_at, timing, simulated, workload, params, server, hardware };
  return { ...info, ...definedFields(told) };
}

function definedFields<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
