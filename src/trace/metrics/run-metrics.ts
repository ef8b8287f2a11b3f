import type { Completion } from '../completion.js';
import type { Usage } from '../events.js';
import type { Trace } from '../trace.js';
import { chunkGapsMs } from './chunk-gaps.js';
import { percentiles } from './percentile.js';
import { COUNT_SOURCES, requestUsage, type TokenCountSource } from './token-counts.js';
import { tokenLedger } from './token-ledger.js';

/** The totals of a completion or a run, under the names that files and commands use. What could not be had is absent. */
export interface RunMetrics {
  /** First non-empty text of any channel − prompt sent. */
  ttft_ms?: number;
  /** First text of the response − prompt sent. */
  time_to_first_answer_ms?: number;
  /** (tokens − those of the first chunk) ÷ (last − first). */
  tokens_per_second?: number;
  /** Gaps between successive chunks; see `tokens_per_chunk`. */
  itl_p50_ms?: number;
  itl_p95_ms?: number;
  itl_p99_ms?: number;
  itl_max_ms?: number;
  /** Mean tokens in a chunk, where that is not 1: then the gaps above are not a single token's. */
  tokens_per_chunk?: number;
  /** (last − first) ÷ (tokens − 1). */
  tpot_ms?: number;
  prompt_tokens?: number;
  completion_tokens?: number;
  reasoning_tokens?: number;
  total_tokens?: number;
  /** Highest sample of the scope that tells most. */
  peak_memory_mb?: number;
  token_count_source?: TokenCountSource;
}

/** A request's token counts, as far as they are told. */
type ToldUsage = Partial<Usage>;

/** What a completion adds to the run's sums. */
interface Tally {
  ttftMs?: number;
  firstAnswerMs?: number;
  tokens: number;
  chunks: number;
  tokensAfterFirstChunk: number;
  spanMs: number;
  gapsMs: Float64Array;
  source?: TokenCountSource;
}

/** Totals of one completion. O(n). */
export function completionMetrics(trace: Trace, completion: Completion): RunMetrics {
  const usage = requestUsage(completion.choices);
  // What the choices of a request generated is told as one figure for all.
  const told = completion.choices.length > 1 && usage ? { prompt_tokens: usage.prompt_tokens } : usage;
  return summed([tally(trace, completion)], [told]);
}

/** Totals of the run: TTFT of its first completion, throughput as sums of numerators and denominators. O(n). */
export function runMetrics(trace: Trace): RunMetrics {
  const requests = trace.completions.filter((completion) => completion === completion.choices[0]);
  const usages = requests.map((request) => requestUsage(request.choices));
  const tallies = trace.completions.map((completion) => tally(trace, completion));
  return present({ ...summed(tallies, usages), peak_memory_mb: trace.memory.peakMb });
}

function tally(trace: Trace, completion: Completion): Tally {
  const { promptSentMs: sent, firstTokenMs: first, firstAnswerMs: answer, lastTokenMs: last } = completion;
  const ledger = tokenLedger(trace);
  const generated = completion.blocks.filter((block) => block.isGenerated);
  const tokens = generated.reduce((sum, block) => sum + ledger.tokensIn(block, block.chunkCount), 0);
  const firstBlock = generated[0];
  return {
    ttftMs: difference(first, sent),
    firstAnswerMs: difference(answer, sent),
    tokens,
    chunks: generated.reduce((sum, block) => sum + block.chunkCount, 0),
    tokensAfterFirstChunk: firstBlock ? tokens - ledger.tokensIn(firstBlock, 1) : 0,
    spanMs: difference(last, first) ?? 0,
    gapsMs: chunkGapsMs(trace, completion),
    source: firstBlock && ledger.scaleOf(completion).source,
  };
}

function summed(tallies: readonly Tally[], usages: readonly (ToldUsage | undefined)[]): RunMetrics {
  const tokens = sum(tallies, (one) => one.tokens);
  const chunks = sum(tallies, (one) => one.chunks);
  const spanned = tallies.filter((one) => one.chunks > 1 && one.spanMs > 0);
  const spanMs = sum(spanned, (one) => one.spanMs);
  const steps = sum(spanned, (one) => one.tokens - 1);
  const source = COUNT_SOURCES.findLast((name) => tallies.some((one) => one.source === name));
  return present({
    ttft_ms: tallies[0]?.ttftMs,
    time_to_first_answer_ms: tallies[0]?.firstAnswerMs,
    tokens_per_second:
      spanMs > 0 ? (sum(spanned, (one) => one.tokensAfterFirstChunk) / spanMs) * 1000 : undefined,
    ...gapPercentiles(tallies.map((one) => one.gapsMs)),
    tokens_per_chunk: chunks > 0 && tokens !== chunks ? tokens / chunks : undefined,
    tpot_ms: steps > 0 ? spanMs / steps : undefined,
    ...tokenTotals(tokens, usages, source),
    token_count_source: source,
  });
}

/** The server's totals where all requests told them and they are believed, else what was counted. */
function tokenTotals(
  counted: number,
  usages: readonly (ToldUsage | undefined)[],
  source: TokenCountSource | undefined,
): RunMetrics {
  const told = usages.filter((usage) => usage !== undefined);
  const isAllTold = told.length > 0 && told.length === usages.length;
  const isBelieved = source === undefined || source === 'usage';
  const completionTokens =
    (isAllTold && isBelieved ? sumTold(told, 'completion_tokens') : undefined) ??
    (source === undefined ? undefined : Math.round(counted));
  const promptTokens = isAllTold ? sumTold(told, 'prompt_tokens') : undefined;
  const isTotalKnown = promptTokens !== undefined && completionTokens !== undefined;
  const thinking = isAllTold ? told.filter((usage) => usage.reasoning_tokens !== undefined) : [];
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    reasoning_tokens: thinking.length > 0 ? sumTold(thinking, 'reasoning_tokens') : undefined,
    total_tokens: isTotalKnown ? promptTokens + completionTokens : undefined,
  };
}

/** The sum of a figure; undefined where one usage does not tell it. */
function sumTold(usages: readonly ToldUsage[], name: keyof ToldUsage): number | undefined {
  if (usages.some((usage) => usage[name] === undefined)) return undefined;
  return sum(usages, (usage) => usage[name]!);
}

function gapPercentiles(gaps: readonly Float64Array[]): RunMetrics {
  const all = new Float64Array(sum(gaps, (one) => one.length));
  let filled = 0;
  for (const one of gaps) {
    all.set(one, filled);
    filled += one.length;
  }
  if (all.length === 0) return {};
  const [p50, p95, p99, max] = percentiles(all, [0.5, 0.95, 0.99, 1]);
  return { itl_p50_ms: p50, itl_p95_ms: p95, itl_p99_ms: p99, itl_max_ms: max };
}

/** Time between two moments; absent where one is, or where they are told the wrong way round. */
function difference(later: number | undefined, earlier: number | undefined): number | undefined {
  return later === undefined || earlier === undefined || later < earlier ? undefined : later - earlier;
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

function present(metrics: RunMetrics): RunMetrics {
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => value !== undefined));
}
