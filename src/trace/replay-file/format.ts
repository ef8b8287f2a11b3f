import { isTerminalType, type JsonObject, type TraceEvent } from '../events.js';
import { type RunMetrics, runMetrics } from '../metrics/run-metrics.js';
import type { TraceNotice } from '../notices.js';
import type { RunInfo, RunSummary } from '../run-info.js';
import type { Trace } from '../trace.js';

/** The version that files written now carry. */
export const REPLAY_VERSION = '1.0.0';

/**
 * The first line: the header, and the opening of the events. Without a line break, which each event brings itself. `notices` are what
 * its reader should know of it (`file-notices.ts`).
 */
export function formatReplayHeader(info: RunInfo, notices: readonly TraceNotice[] = []): string {
  const { run_id, model, provider, workload, started_at, timing, simulated, params, server, hardware } = info;
  const header = {
    version: REPLAY_VERSION,
    run_id,
    model,
    provider,
    workload,
    started_at,
    timing,
    simulated,
    params,
    server,
    hardware,
    notices: notices.length > 0 ? notices : undefined,
  };
  return `${JSON.stringify(header).slice(0, -1)},"events":[`;
}

/** The `index`-th event's line, with the break (and the comma) that parts it from what is before it. */
export function formatReplayEvent(event: TraceEvent, index: number): string {
  return (index === 0 ? '\n' : ',\n') + JSON.stringify(event);
}

/** The last line: the end of the events, and the summary. */
export function formatReplayFooter(summary: RunSummary): string {
  const fields = JSON.stringify(summary).slice(1);
  return `\n]${fields === '}' ? '' : ','}${fields}\n`;
}

/** What a run's footer says of it: counts, status, metrics, and the text and messages that a person would look for. */
export function replaySummary(trace: Trace): RunSummary {
  return {
    event_count: trace.length,
    status: trace.status,
    duration_ms: trace.durationMs,
    metrics: withoutFloatNoise(runMetrics(trace)) as JsonObject,
    artifacts: { response: mainResponse(trace), ...messages(trace) },
  };
}

/** Differences of decimal times carry binary noise far below the microsecond that times are kept to. */
function withoutFloatNoise(metrics: RunMetrics): RunMetrics {
  const rounded = Object.entries(metrics).map(([name, value]) => [
    name,
    typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value,
  ]);
  return Object.fromEntries(rounded) as RunMetrics;
}

/** The response text of the run's main answers: further choices of a request are left out. */
export function mainResponse(trace: Trace): string {
  return trace.blocks
    .filter((block) => block.kind === 'response' && isMainChoice(trace.completions[block.completion]!.id))
    .map((block) => block.text.toString())
    .join('');
}

function isMainChoice(completionId: string): boolean {
  return !completionId.includes('#');
}

function messages(trace: Trace): { logs: string[]; errors: string[] } {
  const logs: string[] = [];
  const errors: string[] = [];
  for (const [index, { type }] of trace.wholeEvents()) {
    const log = type === 'log' ? trace.eventOfType(index, 'log') : undefined;
    const error = type === 'error' ? trace.eventOfType(index, 'error') : undefined;
    if (log) logs.push(`${log.level}: ${log.message}`);
    if (error) errors.push(error.message);
    if (isTerminalType(type) && trace.error) errors.push(trace.error.message);
  }
  return { logs, errors: [...new Set(errors)] };
}
