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
  const endsMs = completionEnds(trace.completions);
  const phases = trace.completions.flatMap((completion, index) =>
    completionPhases(trace, completion, Math.min(untilMs, endsMs[index] ?? untilMs)),
  );
  return phases.sort((left, right) => left.startMs - right.startMs || left.completion - right.completion);
}

/** When each completion ended: as it was told, else at the latest by the next prompt; undefined: not before the run's end. */
export function completionEnds(completions: readonly Completion[]): (number | undefined)[] {
  const nextPromptsMs = nextPromptTimes(completions);
  return completions.map(
    (completion, index) => completion.completedMs ?? endByNextPrompt(completion, nextPromptsMs[index]),
  );
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

/** A completion whose end was not told ends at the latest when the next request is sent, unless they run at the same time. */
function endByNextPrompt(
  { lastTokenMs = 0 }: Completion,
  nextPromptMs: number | undefined,
): number | undefined {
  return nextPromptMs !== undefined && nextPromptMs > lastTokenMs ? nextPromptMs : undefined;
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
