import type { BlockKind } from './block.js';
import type { Completion } from './completion.js';
import type { Trace } from './trace.js';

/** What a run was doing, as a timeline shows it. */
export type PhaseKind = 'waiting' | 'reasoning' | 'response' | 'tools';

/** A stretch of time in which a completion did one thing. */
export interface RunPhase {
  readonly kind: PhaseKind;
  readonly startMs: number;
  readonly endMs: number;
  /** Index in `Trace.completions`. */
  readonly completion: number;
}

const PHASE_OF_BLOCK: Partial<Record<BlockKind, PhaseKind>> = {
  reasoning: 'reasoning',
  response: 'response',
  tool_call: 'tools',
  tool_result: 'tools',
};

/**
 * The phases of a run in order of their start: waiting from the prompt to the first token, then what each block was, from its
 * first token to the next block's. `untilMs` ends what is still going on. O(blocks).
 */
export function runPhases(trace: Trace, untilMs = trace.durationMs): RunPhase[] {
  const untoldEndsMs = endsByNextPrompt(trace.completions);
  const phases = trace.completions.flatMap((completion, index) => {
    const endMs = completion.completedMs ?? untoldEndsMs[index] ?? untilMs;
    return completionPhases(trace, completion, Math.min(untilMs, endMs));
  });
  return phases.sort((left, right) => left.startMs - right.startMs || left.completion - right.completion);
}

/**
 * When each completion has ended at the latest, where its end was not told: when the next request is sent, unless they run at the
 * same time. Undefined: not before the run does.
 */
export function endsByNextPrompt(completions: readonly Completion[]): (number | undefined)[] {
  const nextPromptsMs = nextPromptTimes(completions);
  return completions.map(({ lastTokenMs = 0 }, index) => {
    const nextPromptMs = nextPromptsMs[index];
    return nextPromptMs !== undefined && nextPromptMs > lastTokenMs ? nextPromptMs : undefined;
  });
}

function completionPhases(trace: Trace, completion: Completion, endMs: number): RunPhase[] {
  const phases: RunPhase[] = [];
  let kind: PhaseKind = 'waiting';
  let startMs = completion.promptSentMs;
  for (const block of completion.blocks) {
    const blockKind = PHASE_OF_BLOCK[block.kind];
    if (!blockKind || block.firstEvent < 0) continue;
    const blockStartMs = trace.timeAt(block.firstEvent);
    if (blockKind === kind) continue;
    if (startMs !== undefined) addPhase(phases, kind, startMs, blockStartMs, completion);
    kind = blockKind;
    startMs = blockStartMs;
  }
  if (startMs !== undefined) addPhase(phases, kind, startMs, endMs, completion);
  return phases;
}

function addPhase(
  phases: RunPhase[],
  kind: PhaseKind,
  startMs: number,
  endMs: number,
  { index }: Completion,
): void {
  if (endMs > startMs) phases.push({ kind, startMs, endMs, completion: index });
}

/** For each completion, when the next one of another request was sent. Goes backwards, so that each is looked at once. */
function nextPromptTimes(completions: readonly Completion[]): (number | undefined)[] {
  const times: (number | undefined)[] = [];
  let next: Completion | undefined;
  let nextOfOther: Completion | undefined;
  for (let index = completions.length - 1; index >= 0; index--) {
    const completion = completions[index]!;
    const isSameRequest = next?.requestId === completion.requestId;
    times[index] = (isSameRequest ? nextOfOther : next)?.promptSentMs;
    if (completion.promptSentMs === undefined) continue;
    if (!isSameRequest) nextOfOther = next;
    next = completion;
  }
  return times;
}
