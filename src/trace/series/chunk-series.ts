import type { Block } from '../block.js';
import type { Completion } from '../completion.js';
import { float64Column, type GrowableColumn, uint32Column } from '../growable-column.js';
import { type TokenScale, tokensInBlock } from '../metrics/token-counts.js';
import { tokenLedger } from '../metrics/token-ledger.js';
import type { Trace } from '../trace.js';
import type { Samples } from './bucket-extremes.js';
import { chunksByLine, concurrentLines } from './concurrent-lines.js';

/** Trailing window of the momentary throughput, as in `eventMetrics`. */
const RATE_WINDOW_MS = 1000;

/** More lines of one run than this cannot be told apart. */
export const MOST_LINES = 8;

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

/** How the chunks that were read are spread over lines. */
interface LineSplit {
  readonly length: number;
  readonly isCrowded: boolean;
  /** Each line's chunks by their positions; of a single line, none. */
  readonly chunks: readonly Uint32Array[];
  readonly samples: Map<CurveName, readonly Samples[]>;
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
  readonly #completionOf = uint32Column();
  readonly #blocks = new Map<number, BlockCursor>();
  readonly #completions = new Map<number, CompletionCursor>();
  readonly #scales = new Map<Completion, TokenScale>();
  #nextEvent = 0;
  #tokens = 0;
  #split?: LineSplit;

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

  /**
   * A curve for each of the completions that generate at the same time, where one through all of them would jump from the one's value
   * to the other's; a single one where none do, or where `isCrowded`. O(chunks) once whenever more have been read.
   */
  lines(name: 'rates' | 'gapsMs'): readonly Samples[] {
    const { chunks, samples } = this.#splitNow();
    const whole = this.curve(name);
    const known = samples.get(name);
    if (known) return known;
    const lines = chunks.length < 2 ? [whole] : chunks.map((positions) => pickedFrom(whole, positions));
    samples.set(name, lines);
    return lines;
  }

  /** Whether more completions generate at the same time than can have a line each. */
  get isCrowded(): boolean {
    return this.#splitNow().isCrowded;
  }

  #splitNow(): LineSplit {
    const { length } = this;
    if (this.#split?.length === length) return this.#split;
    const lines = concurrentLines(this.#trace.completions, MOST_LINES);
    const isSplit = lines?.some((line) => line > 0) ?? false;
    const chunks = isSplit ? chunksByLine(this.#completionOf.items.subarray(0, length), lines!) : [];
    this.#split = { length, isCrowded: lines === undefined, chunks, samples: new Map() };
    return this.#split;
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
    this.#completionOf.push(block.completion);
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

function pickedFrom({ times, values }: Samples, positions: Uint32Array): Samples {
  const at = (from: Float64Array) => Float64Array.from(positions, (position) => from[position]!);
  return { times: at(times), values: at(values) };
}

function filled(column: GrowableColumn<Float64Array>): Float64Array {
  return column.items.subarray(0, column.length);
}
