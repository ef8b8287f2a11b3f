import type { PhaseEvent, TokenEvent, ToolCallEvent, Trace, TraceEvent } from '../../../src/trace/index.js';
import { endsByNextPrompt } from '../../../src/trace/run-phases.js';

const RANK = ['between', 'waiting', 'load', 'prefill', 'tools', 'reasoning', 'response'];
const BUCKETS: Record<string, string> = { response: 'response', reasoning: 'reasoning', tool: 'tools' };
const PHASES: Record<string, string> = { load: 'load', prefill: 'prefill', decode: 'waiting' };

const idOf = (event: TraceEvent) => (event as TokenEvent).completion_id ?? '';
const requestOf = (id: string) => id.split('#')[0]!;

/** Whose each event is: an error without an id belongs to the completion that was begun last. */
function owners(events: readonly TraceEvent[]): string[] {
  let newest = '';
  const begun = new Set<string>();
  return events.map((event) => {
    const isOfRun =
      ['memory', 'metric', 'log', 'phase'].includes(event.type) || event.type.startsWith('run_');
    const isAnonymousError = event.type === 'error' && event.completion_id === undefined;
    if (isAnonymousError && begun.size > 0) return newest;
    const id = idOf(event);
    const isKnownType =
      /^(prompt_sent|token|reasoning_completed|tool_call|tool_result|error|response_completed)$/;
    if (!isOfRun && isKnownType.test(event.type) && !begun.has(id)) {
      begun.add(id);
      newest = id;
    }
    return id;
  });
}

/** What a completion does after each of the run's events, told event by event; undefined: nothing. */
function plainStates(events: readonly TraceEvent[], id: string): (string | undefined)[] {
  const mine = owners(events).map((owner) => owner === id);
  const streamedCalls = new Set<string>();
  let state: string | undefined;
  let isEnded = false;
  const inherited = inheritedPrompt(events, id);
  const isResultNext = (from: number) => {
    for (let index = from + 1; index < events.length; index++) {
      if (!mine[index]) continue;
      const { type } = events[index]!;
      if (type === 'tool_result') return true;
      if (type === 'prompt_sent') return false;
      if (type === 'token' && (events[index] as TokenEvent).text !== '') return false;
      if (type === 'tool_call' && !streamedCalls.has((events[index] as ToolCallEvent).tool_call_id))
        return false;
    }
    return false;
  };
  return events.map((event, index) => {
    if (index === inherited) state = 'waiting';
    if (!mine[index]) return state;
    if (event.type === 'prompt_sent') [state, isEnded] = ['waiting', false];
    else if (event.type === 'token') {
      const { text, channel = 'response', tool_call_id: call = '' } = event as TokenEvent;
      if (text !== '') {
        if (channel === 'tool') streamedCalls.add(call);
        [state, isEnded] = [BUCKETS[channel]!, false];
      }
    } else if (event.type === 'tool_call') {
      const { tool_call_id: call, arguments: text } = event as ToolCallEvent;
      if (!streamedCalls.has(call)) {
        [state, isEnded] = ['tools', false];
        if (text !== '') streamedCalls.add(call);
      }
    } else if (event.type === 'phase') {
      if (!isEnded) state = PHASES[(event as PhaseEvent).name];
    } else if (event.type === 'tool_result') {
      state = isResultNext(index) ? 'tools' : isEnded ? undefined : 'waiting';
    } else if (event.type === 'response_completed' || event.type === 'error') {
      isEnded = true;
      state = state === 'tools' && isResultNext(index) ? 'tools' : undefined;
    }
    return state;
  });
}

/** Where the prompt was sent that a choice shares with its request’s first completion; −1 where it has its own, or none. */
function inheritedPrompt(events: readonly TraceEvent[], id: string): number {
  const whose = owners(events);
  const begin = whose.findIndex((owner, at) => owner === id && opens(events[at]!));
  const first = whose.find((owner, at) => requestOf(owner) === requestOf(id) && opens(events[at]!));
  const sent = events.findIndex((event) => event.type === 'prompt_sent' && idOf(event) === first);
  const hasOwn = events.some((event) => event.type === 'prompt_sent' && idOf(event) === id);
  return hasOwn || sent >= begin ? -1 : sent;
}

function opens({ type }: TraceEvent): boolean {
  return /^(prompt_sent|token|reasoning_completed|tool_call|tool_result|error|response_completed)$/.test(
    type,
  );
}

/** Where a run's time went, in plain arithmetic over plain events: the time between two events by what is done in it. */
export function plainBuckets(events: readonly TraceEvent[], trace: Trace): Record<string, number> {
  const sums: Record<string, number> = {};
  const zeroMs = events.find(({ type }) => type === 'prompt_sent')?.time_ms;
  const lastMs = events.at(-1)?.time_ms ?? 0;
  const untoldEndsMs = endsByNextPrompt(trace.completions);
  const states = trace.completions.map(({ id }) => plainStates(events, id));
  const moments = [...new Set([0, zeroMs ?? 0, ...events.map((one) => one.time_ms), ...untoldEndsMs])]
    .filter((one): one is number => one !== undefined && one >= (zeroMs ?? 0) && one <= lastMs)
    .sort((a, b) => a - b);
  moments.slice(1).forEach((toMs, position) => {
    const fromMs = moments[position]!;
    const at = events.findLastIndex((one) => one.time_ms <= fromMs);
    const done = states.map((one, index) => {
      const isLast = one.slice(at + 1).every((later) => later === one[at]);
      const isOver = isLast && fromMs >= (untoldEndsMs[index] ?? Infinity);
      return at < 0 || isOver ? undefined : one[at];
    });
    const isBegun = states.some((one) => one.slice(0, at + 1).some((state) => state !== undefined));
    const idle = zeroMs === undefined && !isBegun ? 'waiting' : 'between';
    const rank = Math.max(0, ...done.map((one) => (one === undefined ? 0 : RANK.indexOf(one))));
    const bucket = rank === 0 ? idle : RANK[rank]!;
    sums[bucket] = (sums[bucket] ?? 0) + (toMs - fromMs);
  });
  return sums;
}
