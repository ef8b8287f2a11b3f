import { upperBound } from '../bounds.js';
import type { Completion } from '../completion.js';
import { isKnownEvent, type KnownEvent, type PhaseEvent } from '../events.js';
import type { Trace } from '../trace.js';
import type { TimeBucketName } from './time-bucket.js';

/** Something that changes what a completion is doing. */
export interface CompletionMark {
  readonly event: number;
  readonly timeMs: number;
  readonly kind: 'prompt' | 'phase' | 'generated' | 'result' | 'end';
  /** Of `phase` and `generated`: what is done from here on. */
  readonly bucket?: TimeBucketName;
}

const BUCKET_OF_BLOCK: Readonly<Record<string, TimeBucketName>> = {
  reasoning: 'reasoning',
  response: 'response',
  tool_call: 'tools',
};
const BUCKET_OF_PHASE: Readonly<Record<PhaseEvent['name'], TimeBucketName>> = {
  load: 'load',
  prefill: 'prefill',
  decode: 'waiting',
};

/** The marks of each completion, by its index, in order. O(events that are not plain tokens + blocks). */
export function completionMarks(trace: Trace): CompletionMark[][] {
  const told = toldMarks(trace);
  return trace.completions.map((completion) => {
    const marks = [...(told.get(completion.id) ?? []), ...blockMarks(trace, completion)];
    const resumed = marks.flatMap((mark) => resumption(trace, completion, mark) ?? []);
    return [...openingMark(completion, marks), ...marks, ...resumed].sort((a, b) => a.event - b.event);
  });
}

/** What events say outside of the transcript: prompts, phases, ends; by completion id. */
function toldMarks(trace: Trace): Map<string, CompletionMark[]> {
  const byId = new Map<string, CompletionMark[]>();
  for (const [index, event] of trace.wholeEvents()) {
    const told = isKnownEvent(event) ? toldMark(event) : undefined;
    if (!told) continue;
    const { completion_id: id = '' } = event as PhaseEvent;
    const marks = byId.get(id) ?? [];
    if (marks.push({ event: index, timeMs: trace.timeAt(index), ...told }) === 1) byId.set(id, marks);
  }
  return byId;
}

function toldMark(event: KnownEvent): Pick<CompletionMark, 'kind' | 'bucket'> | undefined {
  if (event.type === 'prompt_sent') return { kind: 'prompt' };
  if (event.type === 'response_completed') return { kind: 'end' };
  return event.type === 'phase' ? { kind: 'phase', bucket: BUCKET_OF_PHASE[event.name] } : undefined;
}

/** A choice of a request waits from the request's one prompt. */
function openingMark({ promptSentMs }: Completion, marks: readonly CompletionMark[]): CompletionMark[] {
  const hasOwn = promptSentMs === undefined || marks.some(({ kind }) => kind === 'prompt');
  return hasOwn ? [] : [{ event: -1, timeMs: promptSentMs, kind: 'prompt' }];
}

function blockMarks(trace: Trace, { blocks }: Completion): CompletionMark[] {
  return blocks.flatMap((block): CompletionMark[] => {
    const event = block.firstEvent;
    if (event < 0) return [];
    const at = { event, timeMs: trace.timeAt(event) };
    if (block.kind === 'tool_result') return [{ ...at, kind: 'result' }];
    if (block.kind === 'error') return [{ ...at, kind: 'end' }];
    const bucket = BUCKET_OF_BLOCK[block.kind];
    return bucket ? [{ ...at, kind: 'generated', bucket }] : [];
  });
}

/** The block at hand may grow on after what interrupted it: from its next chunk on it is done again. */
function resumption(
  trace: Trace,
  { blocks }: Completion,
  { kind, event }: CompletionMark,
): CompletionMark | undefined {
  if (kind === 'generated') return undefined;
  const begun = upperBound({ length: blocks.length, at: (index) => blocks[index]!.firstEvent }, event);
  const block = blocks[begun - 1];
  const chunks = block?.isGenerated ? block.chunksAt(event) : Infinity;
  if (!block || chunks >= block.chunkCount) return undefined;
  const next = block.events.at(chunks);
  return { event: next, timeMs: trace.timeAt(next), kind: 'generated', bucket: BUCKET_OF_BLOCK[block.kind] };
}
