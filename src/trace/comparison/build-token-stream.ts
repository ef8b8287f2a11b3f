import { chunkGaps } from '../metrics/chunk-gaps.js';
import { tokensInBlock } from '../metrics/token-counts.js';
import { tokenLedger } from '../metrics/token-ledger.js';
import type { Trace } from '../trace.js';
import { findBursts } from './bursts.js';
import { findStalls } from './stalls.js';
import { EVENTS_IN_A_STEP } from './slices.js';
import type { TimeSpan } from './time-bucket.js';
import { firstPromptMs } from './token-race.js';
import type { StreamBlock, TokenStream } from './token-stream.js';

/** How a run generated, in steps; `spans` are its own, which say what a stall held up. O(events). */
export function* buildTokenStream(trace: Trace, spans: readonly TimeSpan[]): Generator<void, TokenStream> {
  const zeroMs = firstPromptMs(trace) ?? 0;
  const { tokens, source } = tokenLedger(trace).tokensUpTo(trace.length - 1);
  const columns = yield* chunkColumns(trace, zeroMs);
  yield;
  const isEstimated = trace.info.timing === 'estimated';
  const gaps = trace.completions.map((one) => chunkGaps(trace, one, ['tool_result', 'prompt']));
  yield;
  // An invented pace has neither stalls nor bursts.
  const stalls = isEstimated ? [] : findStalls(trace, gaps, spans);
  yield;
  return {
    // Shares of a usage sum to a hair beside it.
    tokens: Math.round(tokens * 1e6) / 1e6,
    tokenCountSource: source,
    blocks: streamBlocks(trace, zeroMs),
    ...columns,
    stalls,
    bursts: isEstimated ? [] : gaps.flatMap((one, completion) => findBursts(trace, one, completion)),
  };
}

function streamBlocks(trace: Trace, zeroMs: number): StreamBlock[] {
  const ledger = tokenLedger(trace);
  return trace.blocks
    .filter((block) => block.isGenerated)
    .map((block) => ({
      kind: block.kind,
      completion: block.completion,
      startMs: trace.timeAt(block.firstEvent) - zeroMs,
      endMs: trace.timeAt(block.lastEvent) - zeroMs,
      chunks: block.chunkCount,
      tokens: ledger.tokensIn(block, block.chunkCount),
    }));
}

/** Chunks of all completions in the order of their events: through a column over all events, which needs no sorting. */
function* chunkColumns(
  trace: Trace,
  zeroMs: number,
): Generator<void, Pick<TokenStream, 'chunkTimesMs' | 'tokensSoFar'>> {
  const tokensOfEvent = yield* tokensByEvent(trace);
  const chunks = tokensOfEvent.reduce((count, tokens) => count + (tokens < 0 ? 0 : 1), 0);
  const columns = { chunkTimesMs: new Float64Array(chunks), tokensSoFar: new Float64Array(chunks) };
  let filled = 0;
  let tokens = 0;
  for (let event = 0; event < tokensOfEvent.length; event++) {
    const count = tokensOfEvent[event]!;
    if (count < 0) continue;
    columns.chunkTimesMs[filled] = trace.timeAt(event) - zeroMs;
    columns.tokensSoFar[filled++] = tokens += count;
    if (filled % EVENTS_IN_A_STEP === 0) yield;
  }
  return columns;
}

/** Tokens that each event brought; −1 where it is no chunk. */
function* tokensByEvent(trace: Trace): Generator<void, Float64Array> {
  const tokens = new Float64Array(trace.length).fill(-1);
  for (const block of trace.blocks) {
    if (!block.isGenerated) continue;
    const scale = tokenLedger(trace).scaleOf(trace.completions[block.completion]!);
    for (let chunk = 0, before = 0; chunk < block.chunkCount; chunk++) {
      const soFar = tokensInBlock(block, chunk + 1, scale);
      tokens[block.events.at(chunk)] = soFar - before;
      before = soFar;
      if (chunk % EVENTS_IN_A_STEP === EVENTS_IN_A_STEP - 1) yield;
    }
  }
  return tokens;
}
