import type { Block } from './block.js';
import type { JsonObject, PromptMessage, Usage } from './events.js';

/** One request and its answer, as far as it has come. Times are milliseconds since the run began; absent: not reached. */
export interface Completion {
  /** As in the events; '' for a run's only completion. */
  readonly id: string;
  /** Position in `Trace.completions`. */
  readonly index: number;
  /** The request this answer is a choice of: `c1` for both `c1` and `c1#1`. */
  readonly requestId: string;
  /** All choices of the request in order of their first event, this one included; one array, shared. */
  readonly choices: Completion[];
  /** Blocks of this completion, in the order in which they began. */
  readonly blocks: Block[];
  messages?: PromptMessage[];
  promptSentMs?: number;
  /** First non-empty text of any channel, reasoning and tool arguments included. */
  firstTokenMs?: number;
  /** First non-empty text of the response. */
  firstAnswerMs?: number;
  lastTokenMs?: number;
  reasoningCompletedMs?: number;
  completedMs?: number;
  finishReason?: string;
  usage?: Usage;
  serverTimings?: JsonObject;
}

/** The id of the request that a completion is a choice of. */
export function requestIdOf(completionId: string): string {
  const hash = completionId.indexOf('#');
  return hash < 0 ? completionId : completionId.slice(0, hash);
}
