import type { BlockKind } from '../block.js';
import type { Completion } from '../completion.js';
import type { PhaseEvent } from '../events.js';
import type { Trace } from '../trace.js';
import { EVENTS_IN_A_STEP } from './slices.js';
import type { TimeBucketName } from './time-bucket.js';

/** Something that changes what a completion is doing. */
export interface CompletionMark {
  readonly event: number;
  readonly timeMs: number;
  readonly kind: 'prompt' | 'phase' | 'generated' | 'result' | 'end';
  /** Of `phase` and `generated`: what is done from here on. */
  readonly bucket?: TimeBucketName;
}

const BUCKET_OF_BLOCK: Readonly<Partial<Record<BlockKind, TimeBucketName>>> = {
  reasoning: 'reasoning',
  response: 'response',
  tool_call: 'tools',
};
const BUCKET_OF_PHASE: Readonly<Record<PhaseEvent['name'], TimeBucketName>> = {
  load: 'load',
  prefill: 'prefill',
  decode: 'waiting',
};

/** The marks of each completion, by its index, in order. One pass over the events, in steps. */
export function* completionMarks(trace: Trace): Generator<void, CompletionMark[][]> {
  // A run may grow between steps: this is of what there is now.
  const { length } = trace;
  const completions = [...trace.completions];
  const indexById = new Map(completions.map(({ id, index }) => [id, index]));
  const marks: CompletionMark[][] = completions.map(() => []);
  for (let event = 0; event < length; event++) {
    const found = generatedMark(trace, event, marks) ?? toldMark(trace, event, indexById);
    if (found) marks[found.completion]!.push({ event, timeMs: trace.timeAt(event), ...found.mark });
    if (event % EVENTS_IN_A_STEP === EVENTS_IN_A_STEP - 1) yield;
  }
  return completions.map((completion) => withSharedPrompt(completion, marks));
}

/** A choice of a request waits from the request's one prompt, unless it has its own. */
function withSharedPrompt(
  { index, promptSentMs, choices }: Completion,
  marks: readonly CompletionMark[][],
): CompletionMark[] {
  const own = marks[index]!;
  const isPrompt = ({ kind }: CompletionMark) => kind === 'prompt';
  if (promptSentMs === undefined || own.some(isPrompt)) return own;
  const shared = marks[choices[0]!.index]!.find(isPrompt);
  return shared ? [...own, shared].sort((a, b) => a.event - b.event) : own;
}

interface Found {
  readonly completion: number;
  readonly mark: Pick<CompletionMark, 'kind' | 'bucket'>;
}

/** A chunk that is of another kind than what the completion was at. */
function generatedMark(trace: Trace, event: number, marks: readonly CompletionMark[][]): Found | undefined {
  const type = trace.typeAt(event);
  if (type !== 'token' && type !== 'tool_call') return undefined;
  const block = trace.blocks[trace.blockIndexAt(event)];
  const bucket = block && BUCKET_OF_BLOCK[block.kind];
  if (!bucket) return undefined;
  const last = marks[block.completion]!.at(-1);
  if (last?.kind === 'generated' && last.bucket === bucket) return undefined;
  const chunks = block.chunksAt(event);
  // An empty token, and a call that was streamed before, add nothing to a block.
  const isOfBlock = chunks > 0 && block.events.at(chunks - 1) === event;
  return isOfBlock ? { completion: block.completion, mark: { kind: 'generated', bucket } } : undefined;
}

/** What other events say: prompts, phases, results and ends. */
function toldMark(trace: Trace, event: number, indexById: ReadonlyMap<string, number>): Found | undefined {
  const type = trace.typeAt(event);
  switch (type) {
    case 'tool_result':
    case 'error': {
      const { completion } = trace.blocks[trace.blockIndexAt(event)]!;
      return { completion, mark: { kind: type === 'error' ? 'end' : 'result' } };
    }
    case 'prompt_sent':
    case 'phase':
    case 'response_completed': {
      const { completion_id: id = '', ...told } = trace.eventOfType(event, type)!;
      const completion = indexById.get(id);
      if (completion === undefined) return undefined;
      if (told.type === 'phase')
        return { completion, mark: { kind: 'phase', bucket: BUCKET_OF_PHASE[told.name] } };
      return { completion, mark: { kind: told.type === 'prompt_sent' ? 'prompt' : 'end' } };
    }
    default:
      return undefined;
  }
}
