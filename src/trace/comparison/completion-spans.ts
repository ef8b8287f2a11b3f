import type { CompletionMark } from './completion-marks.js';
import type { TimeSpan } from './time-bucket.js';

type State = TimeSpan['bucket'] | undefined;

/**
 * What a completion did from mark to mark, in run time. `endMs`: when it ended at the latest, where no mark says. After its end, and before its
 * prompt, it does nothing; but a call whose result is told is a tool's time until then, whenever the answer with the call ended.
 */
export function completionSpans(marks: readonly CompletionMark[], endMs: number): TimeSpan[] {
  const spans: TimeSpan[] = [];
  const isResultNext = resultsAhead(marks);
  let state: State;
  let isEnded = false;
  marks.forEach((mark, index) => {
    if (mark.kind !== 'phase' && mark.kind !== 'result') isEnded = mark.kind === 'end';
    const next = nextState(state, mark, isEnded, isResultNext[index]!);
    if (next === state) return;
    if (state) spans.push({ ...spans.pop()!, endMs: mark.timeMs });
    state = next;
    if (state) spans.push({ bucket: state, startMs: mark.timeMs, endMs: Math.max(mark.timeMs, endMs) });
  });
  return spans;
}

function nextState(
  state: State,
  { kind, bucket }: CompletionMark,
  isEnded: boolean,
  isResultNext: boolean,
): State {
  switch (kind) {
    case 'prompt':
      return 'waiting';
    case 'generated':
      return bucket;
    case 'phase':
      return isEnded ? state : bucket;
    case 'result':
      return isResultNext ? 'tools' : isEnded ? undefined : 'waiting';
    case 'end':
      return state === 'tools' && isResultNext ? 'tools' : undefined;
  }
}

/** For each mark, whether what comes next of what a person reads is a tool's result. */
function resultsAhead(marks: readonly CompletionMark[]): boolean[] {
  const ahead: boolean[] = [];
  let isResult = false;
  for (let index = marks.length - 1; index >= 0; index--) {
    ahead[index] = isResult;
    const { kind } = marks[index]!;
    if (kind === 'generated' || kind === 'prompt') isResult = false;
    else if (kind === 'result') isResult = true;
  }
  return ahead;
}
