import {
  parseEvent,
  Trace,
  type PromptSentEvent,
  type RunStartedEvent,
  type TokenEvent,
  type TraceEvent,
} from '../../../src/trace/index.js';

/** A trace of events that are appended as they are. */
export function traceOf(...events: TraceEvent[]): Trace {
  const trace = new Trace();
  for (const event of events) trace.append(event);
  return trace;
}

/** The start of a run of which nobody knows much. */
export function started(more: Partial<RunStartedEvent> = {}): RunStartedEvent {
  return {
    type: 'run_started',
    time_ms: 0,
    run_id: 'r',
    model: 'm',
    provider: 'p',
    started_at: '',
    timing: 'recorded',
    ...more,
  };
}

export function token(timeMs: number, text: string, more: Partial<TokenEvent> = {}): TokenEvent {
  return { type: 'token', time_ms: timeMs, text, ...more };
}

export function prompt(timeMs: number, more: Partial<PromptSentEvent> = {}): PromptSentEvent {
  return {
    type: 'prompt_sent',
    time_ms: timeMs,
    messages: [{ role: 'user', content: 'Hello?' }],
    ...more,
  };
}

/** What `parseEvent` makes of a value, and what it says of it. */
export function parsed(value: unknown): { event: TraceEvent | undefined; faults: string[] } {
  const faults: string[] = [];
  const event = parseEvent(value, (fault) => faults.push(fault));
  return { event, faults };
}

/** The joined text of each channel of each completion, as a person would add it up from the trace's blocks. */
export function textByChannel(trace: Trace): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const block of trace.blocks) {
    if (!block.isGenerated) continue;
    const key = `${trace.completions[block.completion]!.id}/${block.kind}`;
    texts[key] = (texts[key] ?? '') + block.text.toString();
  }
  return texts;
}

export function noticeCodes(trace: Trace): string[] {
  return trace.notices.map((notice) => notice.code);
}
