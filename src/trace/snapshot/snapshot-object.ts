import type { PromptMessage, TraceEvent } from '../events.js';
import { type RunMetrics, runMetrics } from '../metrics/run-metrics.js';
import { mainResponse } from '../replay-file/format.js';
import type { Trace } from '../trace.js';
import { messageText } from '../transcript.js';

/** A run as one object, for people and programs that want its text and figures without reading events. */
export interface SnapshotObject {
  /** What the user asked first; '' where nothing tells. */
  prompt: string;
  model: string;
  provider: string;
  /** Figures that could not be had are absent. */
  metrics: Pick<RunMetrics, 'ttft_ms' | 'tokens_per_second' | 'total_tokens'>;
  /** The text of the main answers. */
  response: string;
  trace: { events: TraceEvent[] };
}

/** Makes that object of a run. Its texts and figures are derived from the events that it holds. */
export function snapshotObject(trace: Trace): SnapshotObject {
  const { ttft_ms, tokens_per_second, total_tokens } = runMetrics(trace);
  const figures = Object.entries({ ttft_ms, tokens_per_second, total_tokens });
  return {
    prompt: firstPrompt(trace),
    model: trace.info.model,
    provider: trace.info.provider,
    metrics: Object.fromEntries(figures.filter(([, value]) => value !== undefined)),
    response: mainResponse(trace),
    trace: { events: Array.from({ length: trace.length }, (_, index) => trace.eventAt(index)) },
  };
}

/** The user's messages of the first prompt; where it has none, all of them. */
function firstPrompt(trace: Trace): string {
  const messages = trace.completions.find((completion) => completion.messages)?.messages ?? [];
  const isUsers = ({ role }: PromptMessage) => role === 'user';
  const asked = messages.some(isUsers) ? messages.filter(isUsers) : messages;
  return asked.map(messageText).join('\n\n');
}
