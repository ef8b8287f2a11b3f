import { closeSync, openSync, writeSync } from 'node:fs';
import {
  formatReplayEvent,
  formatReplayFooter,
  formatReplayHeader,
  type JsonObject,
  replaySummary,
  type RunStartedEvent,
  Trace,
  type TraceEvent,
  unknownRun,
  withRunStarted,
} from '../../src/trace/index.js';
import { longRun } from './long-run.js';

const WRITE_LENGTH = 1 << 20;

/** Writes the replay file of a long run, in the form in which the recorder writes it. */
export function writeLongReplay(path: string, tokenCount: number, seed?: number): void {
  const file = openSync(path, 'w');
  const trace = new Trace();
  let pending = '';
  for (const event of longRun(tokenCount, seed)) {
    pending += linesOf(event, trace);
    trace.append(event);
    if (pending.length < WRITE_LENGTH) continue;
    writeSync(file, pending);
    pending = '';
  }
  writeSync(file, pending + formatReplayFooter(replaySummary(trace)));
  closeSync(file);
}

/** The same document without line breaks, as a tool that minifies JSON would leave it. */
export function minifiedReplay(text: string): string {
  return JSON.stringify(JSON.parse(text) as JsonObject);
}

function linesOf(event: TraceEvent, { length }: Trace): string {
  const line = formatReplayEvent(event, length);
  if (length > 0) return line;
  return formatReplayHeader(withRunStarted(unknownRun(), event as RunStartedEvent)) + line;
}
