import type { Block } from '../block.js';
import type { Completion } from '../completion.js';
import type { Usage } from '../events.js';

/**
 * Where a token count comes from, best first: each chunk's own count, told by the server; the final usage, spread evenly over
 * the chunks of its channel; or the number of chunks, which is only about the number of tokens (shown with ≈).
 */
export type TokenCountSource = 'chunk_counts' | 'usage' | 'chunks';

/** Sources from the most to the least trusted. */
export const COUNT_SOURCES: readonly TokenCountSource[] = ['chunk_counts', 'usage', 'chunks'];

/** How many tokens stand behind a chunk of one request's answer. */
export interface TokenScale {
  readonly source: TokenCountSource;
  readonly perReasoningChunk: number;
  readonly perAnswerChunk: number;
}

/** The scale of a completion's request. Costs a look at each of its choices' blocks: `TokenLedger` keeps it. */
export function tokenScale({ choices }: Completion): TokenScale {
  const blocks = choices.flatMap((choice) => choice.blocks).filter((block) => block.isGenerated);
  if (areCountsBelieved(blocks)) return evenScale('chunk_counts', 1);
  const usage = requestUsage(choices);
  const reasoning = chunksOf(blocks, (block) => block.kind === 'reasoning');
  const answer = chunksOf(blocks, (block) => block.kind !== 'reasoning');
  return (usage && usageScale(usage, reasoning, answer)) ?? evenScale('chunks', 1);
}

/** Tokens in a block's first `chunks` chunks. */
export function tokensInBlock(block: Block, chunks: number, scale: TokenScale): number {
  if (scale.source === 'chunk_counts') return block.countedTokens(chunks);
  return chunks * (block.kind === 'reasoning' ? scale.perReasoningChunk : scale.perAnswerChunk);
}

/** The usage of a request, whichever choice's end carried it. */
export function requestUsage(choices: readonly Completion[]): Usage | undefined {
  return choices.find((choice) => choice.usage)?.usage;
}

/**
 * Whether the chunks' own counts tell the tokens. Where only a few chunks told one, or where what counts along stays at nothing
 * until the end, it was another figure.
 */
function areCountsBelieved(blocks: readonly Block[]): boolean {
  const chunks = chunksOf(blocks, () => true);
  const told = blocks.reduce((sum, block) => sum + block.countedChunks, 0);
  const tokens = blocks.reduce((sum, block) => sum + block.countedTokens(block.chunkCount), 0);
  return told > 0 && told * 2 >= chunks && tokens * 2 >= chunks;
}

/**
 * The usage spread over the chunks. Reasoning that was counted but not streamed is taken off; a usage below the number of
 * chunks that carried text is not believed (some servers count only a part).
 */
function usageScale(usage: Usage, reasoning: number, answer: number): TokenScale | undefined {
  const told = usage.reasoning_tokens ?? 0;
  if (told > 0 && reasoning === 0) {
    const visible = usage.completion_tokens - told;
    return visible >= answer && answer > 0 ? evenScale('usage', visible / answer) : undefined;
  }
  const chunks = reasoning + answer;
  if (chunks === 0 || usage.completion_tokens < chunks) return undefined;
  const rest = usage.completion_tokens - told;
  const isSplitBelieved = told >= reasoning && rest >= answer && reasoning > 0;
  if (!isSplitBelieved) return evenScale('usage', usage.completion_tokens / chunks);
  return {
    source: 'usage',
    perReasoningChunk: told / reasoning,
    perAnswerChunk: answer === 0 ? 1 : rest / answer,
  };
}

function evenScale(source: TokenCountSource, perChunk: number): TokenScale {
  return { source, perReasoningChunk: perChunk, perAnswerChunk: perChunk };
}

function chunksOf(blocks: readonly Block[], isWanted: (block: Block) => boolean): number {
  return blocks.reduce((sum, block) => sum + (isWanted(block) ? block.chunkCount : 0), 0);
}
