import { upperBound } from './bounds.js';
import { type GrowableColumn, float64Column, uint32Column } from './growable-column.js';
import { JoinedText } from './joined-text.js';

/** What a person reads, in order: the kinds of block of a transcript. */
export type BlockKind = 'prompt' | 'reasoning' | 'response' | 'tool_call' | 'tool_result' | 'error';

/**
 * A stretch of the transcript: the events of one channel of one completion, with their text joined. Its columns have one
 * entry per event that added to it, so that "how much of it was there at event i" is one binary search.
 */
export class Block {
  readonly kind: BlockKind;
  /** Index in `Trace.completions`. */
  readonly completion: number;
  /** For a prompt: the message's role. */
  readonly role?: string;
  /** For tool calls and results. */
  readonly toolCallId?: string;
  readonly text = new JoinedText();
  /** Event indexes, increasing. */
  readonly events: GrowableColumn<Uint32Array> = uint32Column();
  /** Length of the text after each of those events. */
  readonly ends: GrowableColumn<Uint32Array> = uint32Column();
  /** The tool's name, once the call was complete; see `namedAtEvent`. */
  name?: string;
  /** The event that told `name`. */
  namedAtEvent?: number;
  /** A tool result or an error that says so. */
  isError = false;
  #counts?: GrowableColumn<Float64Array>;
  #countPrefix?: GrowableColumn<Float64Array>;
  #countedChunks = 0;
  #logprobs?: GrowableColumn<Float64Array>;

  constructor(kind: BlockKind, completion: number, details: { role?: string; toolCallId?: string } = {}) {
    this.kind = kind;
    this.completion = completion;
    this.role = details.role;
    this.toolCallId = details.toolCallId;
  }

  /** Whether its events are chunks of model output: a prompt or a result is not, nor a call that came without arguments. */
  get isGenerated(): boolean {
    if (this.kind === 'tool_call') return this.text.length > 0;
    return this.kind === 'response' || this.kind === 'reasoning';
  }

  get chunkCount(): number {
    return this.events.length;
  }

  get firstEvent(): number {
    return this.events.length === 0 ? -1 : this.events.at(0);
  }

  get lastEvent(): number {
    return this.events.last(-1);
  }

  /** Adds the text that event `index` brought. */
  append(index: number, text: string, count?: number, logprob?: number): void {
    this.text.append(text);
    this.events.push(index);
    this.ends.push(this.text.length);
    if (count !== undefined || this.#counts) this.#pushCount(count);
    if (logprob !== undefined || this.#logprobs) this.#pushLogprob(logprob);
  }

  /** How many of its events are at or before event `index`. O(log n). */
  chunksAt(index: number): number {
    return upperBound(this.events, index);
  }

  /** How long its text was once event `index` had happened. O(log n). */
  textLengthAt(index: number): number {
    const chunks = this.chunksAt(index);
    return chunks === 0 ? 0 : this.ends.at(chunks - 1);
  }

  /** The text that its `chunk`-th event brought. */
  chunkText(chunk: number): string {
    return this.text.slice(chunk === 0 ? 0 : this.ends.at(chunk - 1), this.ends.at(chunk));
  }

  /** How many of its chunks told their token count. */
  get countedChunks(): number {
    return this.#countedChunks;
  }

  /** Tokens that the server counted in its first `chunks` chunks; a chunk without a count is one. */
  countedTokens(chunks: number): number {
    if (!this.#countPrefix) return chunks;
    return chunks === 0 ? 0 : this.#countPrefix.at(chunks - 1);
  }

  /** The count that chunk told, if it did. */
  countOf(chunk: number): number | undefined {
    return presentValue(this.#counts, chunk);
  }

  /** The log probability that chunk told, if it did. */
  logprobOf(chunk: number): number | undefined {
    return presentValue(this.#logprobs, chunk);
  }

  #pushCount(count: number | undefined): void {
    this.#counts ??= backfilled(this.events.length - 1);
    if (!this.#countPrefix) {
      this.#countPrefix = float64Column();
      for (let chunk = 1; chunk < this.events.length; chunk++) this.#countPrefix.push(chunk);
    }
    if (count !== undefined) this.#countedChunks++;
    this.#counts.push(count ?? NaN);
    this.#countPrefix.push(this.#countPrefix.last() + (count ?? 1));
  }

  #pushLogprob(logprob: number | undefined): void {
    this.#logprobs ??= backfilled(this.events.length - 1);
    this.#logprobs.push(logprob ?? NaN);
  }
}

/** A column whose first entries are absent, for a figure that the stream began to tell late. */
function backfilled(length: number): GrowableColumn<Float64Array> {
  const column = float64Column();
  for (let index = 0; index < length; index++) column.push(NaN);
  return column;
}

function presentValue(column: GrowableColumn<Float64Array> | undefined, index: number): number | undefined {
  if (!column || index >= column.length) return undefined;
  const value = column.at(index);
  return Number.isNaN(value) ? undefined : value;
}
