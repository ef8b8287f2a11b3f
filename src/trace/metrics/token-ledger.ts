import type { Block } from '../block.js';
import { upperBound } from '../bounds.js';
import type { Completion } from '../completion.js';
import { float64Column, uint32Column, uint8Column } from '../growable-column.js';
import type { Trace } from '../trace.js';
import {
  COUNT_SOURCES,
  type TokenCountSource,
  type TokenScale,
  tokenScale,
  tokensInBlock,
} from './token-counts.js';

/** The tokens of a run up to an event, and the least trusted source that any of them was counted by. */
export interface TokensSoFar {
  readonly tokens: number;
  readonly source?: TokenCountSource;
}

/**
 * What a trace's tokens count, as far as it has come: each request's scale, and running sums over its blocks, so that the tokens
 * up to any event are a search and a look at the blocks that were still growing. Building it is O(blocks).
 */
export class TokenLedger {
  readonly #trace: Trace;
  /** By the list of choices, which the completions of one request share. */
  readonly #scales = new Map<readonly Completion[], TokenScale>();
  readonly #blocks: Block[] = [];
  /** For each of those blocks: its first event, the last event of it or any before, tokens and worst source up to its end. */
  readonly #firstEvents = uint32Column();
  readonly #lastEvents = uint32Column();
  readonly #tokens = float64Column();
  readonly #sources = uint8Column();

  constructor(trace: Trace) {
    this.#trace = trace;
    for (const block of trace.blocks) if (block.isGenerated) this.#add(block);
  }

  /** How many tokens stand behind a chunk of the completion's request. */
  scaleOf(completion: Completion): TokenScale {
    let scale = this.#scales.get(completion.choices);
    if (!scale) this.#scales.set(completion.choices, (scale = tokenScale(completion)));
    return scale;
  }

  /** Tokens in a block's first `chunks` chunks. */
  tokensIn(block: Block, chunks: number): number {
    return tokensInBlock(block, chunks, this.scaleOf(this.#trace.completions[block.completion]!));
  }

  /** The tokens of all completions that came up to event `index`. */
  tokensUpTo(index: number): TokensSoFar {
    const begun = upperBound(this.#firstEvents, index);
    if (begun === 0) return { tokens: 0 };
    let tokens = this.#tokens.at(begun - 1);
    for (let at = begun - 1; at >= 0 && this.#lastEvents.at(at) > index; at--) {
      const block = this.#blocks[at]!;
      if (block.lastEvent <= index) continue;
      tokens -= this.tokensIn(block, block.chunkCount) - this.tokensIn(block, block.chunksAt(index));
    }
    return { tokens, source: COUNT_SOURCES[this.#sources.at(begun - 1)] };
  }

  #add(block: Block): void {
    const { source } = this.scaleOf(this.#trace.completions[block.completion]!);
    this.#blocks.push(block);
    this.#firstEvents.push(block.firstEvent);
    this.#lastEvents.push(Math.max(this.#lastEvents.last(), block.lastEvent));
    this.#tokens.push(this.#tokens.last() + this.tokensIn(block, block.chunkCount));
    this.#sources.push(Math.max(this.#sources.last(), COUNT_SOURCES.indexOf(source)));
  }
}

const ledgers = new WeakMap<Trace, { length: number; ledger: TokenLedger }>();

/** The trace's ledger as it stands: kept until the trace grows, as views ask for many moments of one state. */
export function tokenLedger(trace: Trace): TokenLedger {
  const kept = ledgers.get(trace);
  if (kept?.length === trace.length) return kept.ledger;
  const ledger = new TokenLedger(trace);
  ledgers.set(trace, { length: trace.length, ledger });
  return ledger;
}
