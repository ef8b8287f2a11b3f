import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { completionMetrics, runMetrics, type Trace, type TraceEvent } from '../../../src/trace/index.js';
import { readText } from '../helpers/read-text.js';
import { textByChannel } from '../helpers/trace-builder.js';

const fixture = new URL(
  '../../../../shared/fixtures/streams/bench/vllm-llama-3.3-70b-ttft-itl.json',
  import.meta.url,
);
const skip = existsSync(fixture) ? false : 'the recorded streams are not there';

const result = (more: object = {}) =>
  JSON.stringify({
    date: '20250414-141505',
    backend: 'vllm',
    model_id: 'm',
    tokenizer_id: 'm',
    num_prompts: 2,
    max_concurrency: null,
    input_lens: [5, 6],
    output_lens: [3, 2],
    ttfts: [0.25, 0.5],
    itls: [[0.125, 0.0625], [0.25]],
    generated_texts: ['abcdef', 'xy'],
    errors: ['', ''],
    ...more,
  });

const read = async (text: string): Promise<Trace> => (await readText(text)).trace;
const eventsOf = (trace: Trace): TraceEvent[] =>
  Array.from({ length: trace.length }, (_, index) => trace.eventAt(index));
const tokens = (trace: Trace) =>
  eventsOf(trace).flatMap((event) =>
    event.type === 'token' ? [[event.time_ms, (event as { text: string }).text]] : [],
  );

describe('a detailed result of vLLM’s benchmark', () => {
  test('has each request with its measured times, one after the other where their starts are not told, and says so', async () => {
    const trace = await read(result());
    assert.deepEqual(tokens(trace), [
      [250, 'ab'],
      [375, 'cd'],
      [437.5, 'ef'],
      [937.5, 'x'],
      [1187.5, 'y'],
    ]);
    assert.match(JSON.stringify(eventsOf(trace)[1]), /"log".*one after the other/);
    assert.deepEqual(
      trace.completions.map((completion) => completionMetrics(trace, completion).ttft_ms),
      [250, 500],
    );
    assert.deepEqual([trace.info.model, trace.info.timing, trace.status], ['m', 'recorded', 'completed']);
    const metrics = runMetrics(trace);
    assert.deepEqual([metrics.prompt_tokens, metrics.completion_tokens], [11, 5]);
  });

  test('has them at their starts where these are told', async () => {
    const trace = await read(result({ start_times: [1000.5, 1000.25] }));
    assert.deepEqual(tokens(trace), [
      [500, 'ab'],
      [500, 'x'],
      [625, 'cd'],
      [687.5, 'ef'],
      [750, 'y'],
    ]);
    assert.equal(
      eventsOf(trace).some(({ type }) => type === 'log'),
      false,
    );
  });

  test('keeps the errors of requests', async () => {
    const trace = await read(result({ errors: ['', 'timed out'], generated_texts: ['abcdef', ''] }));
    const errors = eventsOf(trace).filter(({ type }) => type === 'error') as { message?: string }[];
    assert.deepEqual(
      errors.map(({ message }) => message),
      ['timed out'],
    );
  });

  test('without details is no run', async () => {
    const text = JSON.stringify({ date: 'x', tokenizer_id: 'm', num_prompts: 2, mean_ttft_ms: 3 });
    await assert.rejects(read(text), { name: 'TraceFormatError', fault: 'wrong_shape' });
  });

  test('of the fixture gives its own figures back', { skip }, async () => {
    const text = readFileSync(fixture, 'utf8');
    const file = JSON.parse(text);
    const trace = await read(text);
    assert.equal(trace.completions.length, 200);
    assert.deepEqual([trace.status, trace.info.timing], ['completed', 'recorded']);
    assert.deepEqual(
      trace.completions.map(({ usage }) => [usage?.prompt_tokens, usage?.completion_tokens]),
      file.output_lens.map((output: number, index: number) => [file.input_lens[index], output]),
    );
    const texts = textByChannel(trace);
    file.generated_texts.forEach((one: string, index: number) =>
      assert.equal(texts[`c${index + 1}/response`] ?? '', one),
    );
    trace.completions.forEach((completion, index) => {
      const { ttft_ms: ttftMs = NaN } = completionMetrics(trace, completion);
      // Some answered with nothing but an end.
      if (file.generated_texts[index] === '') return;
      assert.ok(Math.abs(ttftMs - file.ttfts[index] * 1000) < 0.01, `${ttftMs} of request ${index}`);
    });
  });
});
