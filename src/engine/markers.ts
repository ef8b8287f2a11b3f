import type { Completion, Trace } from '../trace/index.js';

/** What a timeline marks. */
export type MarkerKind = 'first_token' | 'reasoning_completed' | 'response_completed' | 'tool_call' | 'error';

/** A moment of a run that is worth finding. */
export interface Marker {
  readonly kind: MarkerKind;
  readonly timeMs: number;
  /** The event that it stands for. */
  readonly index: number;
  /** The completion's id; '' for a run's only one. */
  readonly completionId: string;
  /** What tells it from others of its kind, from the run itself: a tool's name, an error's message, a finish reason. */
  readonly detail?: string;
}

/** More than this many markers tell nothing on a timeline: the first ones are kept. */
const MAX_MARKERS = 2000;

/** The markers of a trace so far. */
class MarkerScan {
  #markers: readonly Marker[] = [];
  #scanned = 0;
  /** Completions whose first token is marked. */
  readonly #begun = new Set<Completion>();

  /** Looks at the events that came since the last time. */
  update(trace: Trace): readonly Marker[] {
    if (this.#scanned === trace.length) return this.#markers;
    const found = this.#firstTokens(trace);
    for (; this.#scanned < trace.length; this.#scanned++) {
      const marker = eventMarker(trace, this.#scanned);
      if (marker && this.#markers.length + found.length < MAX_MARKERS) found.push(marker);
    }
    if (found.length === 0) return this.#markers;
    this.#markers = [...this.#markers, ...found].sort((left, right) => left.index - right.index);
    return this.#markers;
  }

  #firstTokens(trace: Trace): Marker[] {
    const found: Marker[] = [];
    for (const completion of trace.completions) {
      const index = this.#begun.has(completion) ? -1 : firstTokenIndex(completion);
      if (index < 0 || this.#markers.length + found.length >= MAX_MARKERS) continue;
      this.#begun.add(completion);
      found.push({ kind: 'first_token', timeMs: trace.timeAt(index), index, completionId: completion.id });
    }
    return found;
  }
}

const scans = new WeakMap<Trace, MarkerScan>();

/**
 * The markers of a run so far, in the order of their events; the same array until there is another one. Each call looks only
 * at the events that came since the last one.
 */
export function markers(trace: Trace): readonly Marker[] {
  let scan = scans.get(trace);
  if (!scan) scans.set(trace, (scan = new MarkerScan()));
  return scan.update(trace);
}

/** The first event that brought text of any channel; −1: none so far. */
function firstTokenIndex(completion: Completion): number {
  const firsts = completion.blocks.filter((block) => block.isGenerated && block.chunkCount > 0);
  return firsts.reduce(
    (least, block) => (least < 0 ? block.firstEvent : Math.min(least, block.firstEvent)),
    -1,
  );
}

function eventMarker(trace: Trace, index: number): Marker | undefined {
  const type = trace.typeAt(index);
  if (type === 'token') return undefined;
  const timeMs = trace.timeAt(index);
  switch (type) {
    case 'reasoning_completed':
    case 'response_completed': {
      const event = trace.eventOfType(index, type)!;
      const detail = event.type === 'response_completed' ? event.finish_reason : undefined;
      return { kind: type, timeMs, index, completionId: event.completion_id ?? '', detail };
    }
    case 'tool_call': {
      const event = trace.eventOfType(index, type)!;
      return { kind: type, timeMs, index, completionId: event.completion_id ?? '', detail: event.name };
    }
    case 'error': {
      const event = trace.eventOfType(index, type)!;
      return { kind: type, timeMs, index, completionId: event.completion_id ?? '', detail: event.message };
    }
    case 'run_failed': {
      const { error } = trace.eventOfType(index, type)!;
      return { kind: 'error', timeMs, index, completionId: '', detail: error.message };
    }
    default:
      return undefined;
  }
}
