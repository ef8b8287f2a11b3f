import type { Block } from '../block.js';
import type { Completion } from '../completion.js';
import { float64Column, type GrowableColumn } from '../growable-column.js';
import { type TokenScale, tokensInBlock } from '../metrics/token-counts.js';
import { tokenLedger } from '../metrics/token-ledger.js';
import type { Trace } from '../trace.js';
import type { Samples } from './bucket-extremes.js';

/** Trailing window of the momentary throughput, as in `eventMetrics`. */
const RATE_WINDOW_MS = 1000;

/** How far the reading of one block has come. */
interface BlockCursor {
  readonly block: Block;
  readonly scale: TokenScale;
  readonly completion: CompletionCursor;
  chunks: number;
  /** The first chunk within the trailing window. */
  oldest: number;
}

interface CompletionCursor {
  lastChunkMs: number;
  /** A tool's result came since the last chunk: what passed meanwhile was not the model's time. */
  isAfterResult: boolean;
}

type CurveName = 'rates' | 'gapsMs' | 'tokens';

/**
 * Throughput, inter-token latency and tokens so far at each chunk of a run, as curves: the figures that `eventMetrics` gives for
 * the chunk's event. Read in slices, each event once, so that a long run holds nothing up and a growing one costs what is new.
 */
export class ChunkSeries {
  readonly #trace: Trace;
  readonly #columns: Record<CurveName | 'times', GrowableColumn<Float64Array>> = {
    times: float64Column(),
    rates: float64Column(),
    gapsMs: float64Column(),
    tokens: float64Column(),
  };
  readonly #blocks = new Map<number, BlockCursor>();
  readonly #completions = new Map<number, CompletionCursor>();
  readonly #scales = new Map<Completion, TokenScale>();
  #nextEvent = 0;
  #tokens = 0;

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  /** How many chunks have been read. */
  get length(): number {
    return this.#columns.times.length;
  }

  /** Reads at most so many events on. Returns whether there are more. */
  read(mostEvents: number): boolean {
    const end = Math.min(this.#trace.length, this.#nextEvent + mostEvents);
    for (; this.#nextEvent < end; this.#nextEvent++) this.#readEvent(this.#nextEvent);
    return this.#nextEvent < this.#trace.length;
  }

  /** Whether the tokens of what was read have been told anew since, as an answer's end does: then it is to be read again. */
  get isOutdated(): boolean {
    const ledger = tokenLedger(this.#trace);
    return [...this.#scales].some(([completion, scale]) => !isSameScale(ledger.scaleOf(completion), scale));
  }

  /** `rates` in tokens/s, `gapsMs` since the completion's chunk before, `tokens` of the whole run up to there. */
  curve(name: CurveName): Samples {
    return { times: filled(this.#columns.times), values: filled(this.#columns[name]) };
  }

  #readEvent(index: number): void {
    const blockIndex = this.#trace.blockIndexAt(index);
    if (blockIndex < 0) return;
    const cursor = this.#blocks.get(blockIndex) ?? this.#open(blockIndex);
    const { block, chunks } = cursor;
    if (chunks >= block.chunkCount || block.events.at(chunks) !== index) return;
    cursor.chunks++;
    if (block.isGenerated) this.#addChunk(cursor, this.#trace.timeAt(index));
    else if (block.kind === 'tool_result') cursor.completion.isAfterResult = true;
  }

  #open(blockIndex: number): BlockCursor {
    const block = this.#trace.blocks[blockIndex]!;
    const completion = this.#trace.completions[block.completion]!;
    const scale = tokenLedger(this.#trace).scaleOf(completion);
    if (block.isGenerated) this.#scales.set(completion, scale);
    let ofCompletion = this.#completions.get(completion.index);
    if (!ofCompletion) {
      ofCompletion = { lastChunkMs: NaN, isAfterResult: false };
      this.#completions.set(completion.index, ofCompletion);
    }
    const cursor = { block, scale, completion: ofCompletion, chunks: 0, oldest: 0 };
    this.#blocks.set(blockIndex, cursor);
    return cursor;
  }

  #addChunk(cursor: BlockCursor, timeMs: number): void {
    const { block, scale, chunks, completion } = cursor;
    this.#tokens += tokensInBlock(block, chunks, scale) - tokensInBlock(block, chunks - 1, scale);
    this.#columns.times.push(timeMs);
    this.#columns.tokens.push(this.#tokens);
    this.#columns.rates.push(this.#rate(cursor, timeMs));
    this.#columns.gapsMs.push(completion.isAfterResult ? NaN : timeMs - completion.lastChunkMs);
    completion.lastChunkMs = timeMs;
    completion.isAfterResult = false;
  }

  #rate(cursor: BlockCursor, timeMs: number): number {
    const { block, scale, chunks } = cursor;
    const timeOf = (chunk: number) => this.#trace.timeAt(block.events.at(chunk));
    while (timeOf(cursor.oldest) <= timeMs - RATE_WINDOW_MS) cursor.oldest++;
    const oldest = Math.min(cursor.oldest, chunks - 2);
    const spanMs = oldest < 0 ? 0 : timeMs - timeOf(oldest);
    if (spanMs <= 0) return NaN;
    const tokens = tokensInBlock(block, chunks, scale) - tokensInBlock(block, oldest + 1, scale);
    return (tokens / spanMs) * 1000;
  }
}

function isSameScale(left: TokenScale, right: TokenScale): boolean {
  return (
    left.source === right.source &&
    left.perReasoningChunk === right.perReasoningChunk &&
    left.perAnswerChunk === right.perAnswerChunk
  );
}

function filled(column: GrowableColumn<Float64Array>): Float64Array {
  return column.items.subarray(0, column.length);
}
