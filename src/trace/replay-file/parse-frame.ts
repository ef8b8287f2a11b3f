import type { JsonObject, JsonValue, RunStatus, Timing } from '../events.js';
import type { RunInfo, RunSummary } from '../run-info.js';

const STATUSES: readonly string[] = ['running', 'completed', 'failed', 'cancelled'] satisfies RunStatus[];
const TIMINGS: readonly string[] = ['recorded', 'server', 'estimated'] satisfies Timing[];

/** The major version that this reader knows. */
const KNOWN_MAJOR = '1';

/** What a document says of its run before the events. Fields of a wrong type are left out: `run_started` tells them again. */
export function parseRunInfo(header: JsonObject): RunInfo {
  const server = objectOr(header.server);
  return {
    run_id: stringOr(header.run_id) ?? '',
    model: stringOr(header.model) ?? '',
    provider: stringOr(header.provider) ?? '',
    started_at: stringOr(header.started_at) ?? '',
    timing: TIMINGS.includes(header.timing as string) ? (header.timing as Timing) : 'recorded',
    simulated: header.simulated === true ? true : undefined,
    workload: stringOr(header.workload),
    params: objectOr(header.params),
    server: server && typeof server.name === 'string' ? { ...server, name: server.name } : undefined,
    hardware: objectOr(header.hardware),
    version: stringOr(header.version),
  };
}

/**
 * What a document says of its run after the events; undefined when it says nothing. The response is left out: the events hold
 * it, and a long one would take as much memory again.
 */
export function parseRunSummary(footer: JsonObject): RunSummary | undefined {
  const artifacts = objectOr(footer.artifacts);
  const summary: RunSummary = {
    event_count: typeof footer.event_count === 'number' ? footer.event_count : undefined,
    status: STATUSES.includes(footer.status as string) ? (footer.status as RunStatus) : undefined,
    duration_ms: typeof footer.duration_ms === 'number' ? footer.duration_ms : undefined,
    metrics: objectOr(footer.metrics),
    artifacts: artifacts && {
      logs: stringsOr(artifacts.logs),
      errors: stringsOr(artifacts.errors),
    },
  };
  return Object.values(summary).some((value) => value !== undefined) ? summary : undefined;
}

/** Whether a file's version label is of a major version that this reader knows; no label is. */
export function isKnownVersion(version: string | undefined): boolean {
  return version === undefined || version.split('.', 1)[0] === KNOWN_MAJOR;
}

function stringOr(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function stringsOr(value: JsonValue | undefined): string[] | undefined {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;
}

function objectOr(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}
