import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { completionMetrics, profileRun, spreadOf, type Trace } from '../../../src/trace/index.js';
import { chunkGapsMs } from '../../../src/trace/metrics/chunk-gaps.js';
import { percentile } from '../../../src/trace/metrics/percentile.js';
import { readText } from '../helpers/read-text.js';
import { skip } from '../helpers/recorded-streams.js';
import { prompt, token, traceOf } from '../helpers/trace-builder.js';

const PATH = '../shared/fixtures/streams/bench/vllm-llama-3.3-70b-ttft-itl.json';

type Told = Record<`${'mean' | 'median' | 'p99'}_${'ttft' | 'tpot' | 'itl'}_ms`, number>;
interface Result extends Told {
  ttfts: number[];
  itls: number[][];
  output_lens: number[];
}

const text = skip ? '' : readFileSync(PATH, 'utf8');
const result = skip ? undefined : (JSON.parse(text) as Result);

/** A request as a run of its own: a prompt, a token at each of its measured times (seconds), and the usage it told. */
function requestTrace(ttft: number, gaps: readonly number[], tokens: number): Trace {
  let timeMs = ttft * 1000;
  const times = [timeMs, ...gaps.map((gap) => (timeMs += gap * 1000))];
  return traceOf(
    prompt(0),
    ...times.map((one) => token(one, 'x')),
    { type: 'response_completed', time_ms: timeMs, usage: { completion_tokens: tokens } },
    { type: 'run_completed', time_ms: timeMs, duration_ms: timeMs },
  );
}

function figuresOf(values: readonly number[]) {
  const sorted = Float64Array.from(values).sort();
  return {
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    median: spreadOf(values)!.median,
    p99: percentile(sorted, 0.99),
  };
}

describe('the 200 requests of vLLM’s benchmark', { skip }, () => {
  const traces = (result?.ttfts ?? []).map((ttft, index) =>
    requestTrace(ttft, result!.itls[index]!, result!.output_lens[index]!),
  );
  const metrics = traces.map((trace) => completionMetrics(trace, trace.completions[0]!));
  const near = (name: 'ttft' | 'itl' | 'tpot', values: readonly number[], within: number) => {
    const ours = figuresOf(values);
    for (const kind of ['mean', 'median', 'p99'] as const) {
      const theirs = result![`${kind}_${name}_ms`];
      assert.ok(
        Math.abs(ours[kind] / theirs - 1) <= within,
        `${kind}_${name}_ms: ${ours[kind]} not ${theirs}`,
      );
    }
  };

  test('have the TTFT that vLLM told: mean, median and p99', () => {
    assert.equal(metrics.length, 200);
    near(
      'ttft',
      metrics.map(({ ttft_ms: ttftMs }) => ttftMs!),
      1e-12,
    );
  });

  test('have the ITL that vLLM told, over 42,522 gaps', () => {
    const gaps = traces.flatMap((trace) => [...chunkGapsMs(trace, trace.completions[0]!)]);
    assert.equal(gaps.length, 42_522);
    near('itl', gaps, 1e-12);
  });

  test('have the TPOT that vLLM told, to one in 100,000 (it timed the whole request once more), over those with more than one token', () => {
    const tpots = metrics.flatMap(({ tpot_ms: tpotMs }) => tpotMs ?? []);
    assert.equal(tpots.length, 186);
    near('tpot', tpots, 1e-5);
  });

  test('have those gaps too where the file is read as one run, to the microsecond that its times are kept to', async () => {
    const { metrics: run, buckets, totalMs } = profileRun((await readText(text)).trace);
    assert.ok(Math.abs(run.itl_p50_ms! - result!.median_itl_ms) < 0.01, `${run.itl_p50_ms}`);
    assert.ok(Math.abs(run.itl_p99_ms! - result!.p99_itl_ms) < 0.05, `${run.itl_p99_ms}`);
    assert.equal(
      buckets.reduce((sum, { ms }) => sum + ms, 0),
      totalMs,
    );
  });
});
