import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  createTraceReader,
  runMetrics,
  TraceFormatError,
  type TraceEvent,
} from '../../../src/trace/index.js';
import { readText } from '../helpers/read-text.js';
import { chunk, content, done, sse, stop } from '../helpers/streams.js';
import { noticeCodes, textByChannel } from '../helpers/trace-builder.js';

const ndjson = (...lines: object[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
const timesOf = ({ trace }: { trace: { length: number; timeAt(index: number): number } }) =>
  Array.from({ length: trace.length }, (_, index) => trace.timeAt(index));
const typesOf = ({ trace }: { trace: { length: number; eventAt(index: number): TraceEvent } }) =>
  Array.from({ length: trace.length }, (_, index) => trace.eventAt(index).type);

describe('a saved body of Ollama', () => {
  const body = ndjson(
    { model: 'm1', created_at: '2025-08-01T15:57:22.5Z', response: 'a', done: false },
    { model: 'm1', created_at: '2025-08-01T17:57:22.520001+02:00', response: 'b', done: false },
    {
      model: 'm1',
      created_at: '2025-08-01T15:57:22.6Z',
      response: '',
      done: true,
      total_duration: 300_000_000,
      eval_count: 2,
      prompt_eval_count: 4,
    },
  );

  test('has the server’s times, from when the request was sent', async () => {
    const reading = await readText(body);
    assert.deepEqual(typesOf(reading), [
      'run_started',
      'prompt_sent',
      'token',
      'token',
      'response_completed',
      'run_completed',
    ]);
    assert.deepEqual(timesOf(reading), [0, 0, 200, 220.001, 300, 300]);
    const { info, notices, completions } = reading.trace;
    assert.equal(info.timing, 'server');
    assert.equal(info.model, 'm1');
    assert.equal(info.provider, 'ollama');
    assert.equal(info.started_at, '2025-08-01T15:57:22.300Z');
    assert.deepEqual(notices, []);
    assert.equal(completions[0]!.id, 'c1');
    assert.equal(runMetrics(reading.trace).ttft_ms, 200);
  });

  test('that is cut begins with its first chunk, tells no time to first token, and is failed', async () => {
    const lines = body.split('\n');
    const reading = await readText(`${lines.slice(0, 2).join('\n')}\n${lines[2]!.slice(0, 30)}`);
    assert.deepEqual(typesOf(reading), ['run_started', 'token', 'token', 'run_failed']);
    assert.deepEqual(timesOf(reading), [0, 0, 20.001, 20.001]);
    assert.equal(reading.trace.error?.code, 'stream_cut');
    assert.equal('ttft_ms' in runMetrics(reading.trace), false);
    assert.deepEqual(noticeCodes(reading.trace), ['truncated']);
    assert.equal(reading.trace.info.started_at, '2025-08-01T15:57:22.500Z');
  });

  test('that failed says so, with the server’s words', async () => {
    const reading = await readText(`${body.split('\n')[0]}\n{"error":"out of memory"}\n`);
    assert.deepEqual(typesOf(reading), ['run_started', 'token', 'error', 'run_failed']);
    assert.deepEqual(reading.trace.error, { message: 'out of memory', code: 'server_error' });
    assert.deepEqual(noticeCodes(reading.trace), []);
  });

  test('whose clock runs backwards never does', async () => {
    const line = (time: string, response: string) => ({
      created_at: `2025-01-01T00:00:0${time}Z`,
      response,
      done: false,
    });
    const reading = await readText(ndjson(line('5', 'a'), line('3', 'b'), line('6', 'c')));
    assert.deepEqual(timesOf(reading).slice(1, 4), [0, 0, 1000]);
    assert.ok(!noticeCodes(reading.trace).includes('time_order'));
  });

  test('whose whole time is absurd is read all the same', async () => {
    const line = { created_at: '2025-01-01T00:00:00Z', response: 'a', done: true, total_duration: 1e300 };
    const { trace } = await readText(ndjson(line));
    assert.equal(trace.status, 'completed');
    assert.equal(trace.info.started_at, '');
  });

  test('without any times has an estimated pace', async () => {
    const reading = await readText(ndjson({ response: 'a' }, { response: 'b', done: true }));
    assert.equal(reading.trace.info.timing, 'estimated');
    assert.deepEqual(noticeCodes(reading.trace), ['estimated_times']);
  });
});

describe('a saved body of a chat completion', () => {
  test('has an estimated pace, and says so', async () => {
    const reading = await readText(content('a') + content('b') + content('c') + stop + done);
    assert.equal(reading.trace.info.timing, 'estimated');
    assert.deepEqual(timesOf(reading), [0, 0, 25, 50, 75, 75, 75]);
    assert.deepEqual(noticeCodes(reading.trace), ['estimated_times']);
    assert.equal(reading.trace.status, 'completed');
    assert.deepEqual(textByChannel(reading.trace), { 'c1/response': 'abc' });
  });

  test('spreads llama.cpp’s final figures over its chunks, still estimated', async () => {
    const timings = { prompt_ms: 100, predicted_ms: 60, predicted_n: 4 };
    const chunks = ['a', 'b', 'c', 'd'].map((text) => content(text)).join('');
    const reading = await readText(chunks + stop + sse({ choices: [], timings }) + done);
    assert.equal(reading.trace.info.timing, 'estimated');
    assert.deepEqual(timesOf(reading).slice(2, 6), [100, 120, 140, 160]);
  });

  test('that brings llama.cpp’s figures with its last text only is spread too', async () => {
    const timings = { prompt_ms: 100, predicted_ms: 60, predicted_n: 4 };
    const reading = await readText(
      content('a') + content('b') + content('c') + content('d', { timings }) + stop + done,
    );
    assert.equal(reading.trace.info.timing, 'estimated');
    assert.deepEqual(timesOf(reading).slice(2, 6), [100, 120, 140, 160]);
  });

  test('has llama.cpp’s own times where each chunk tells them', async () => {
    const timings = (predicted_n: number, predicted_ms: number) => ({
      timings: { prompt_ms: 40, predicted_ms, predicted_n },
    });
    const progress = chunk(
      { role: 'assistant' },
      { prompt_progress: { total: 10, processed: 5, time_ms: 20 } },
    );
    const reading = await readText(
      progress +
        content('a', timings(1, 0.5)) +
        content('b', timings(3, 30.25)) +
        content('c', timings(4, 31)) +
        stop +
        done,
    );
    const { trace } = reading;
    assert.equal(trace.info.timing, 'server');
    assert.equal(trace.info.started_at, '');
    assert.deepEqual(timesOf(reading).slice(2), [0, 40.5, 70.25, 71, 71, 71]);
    assert.equal(runMetrics(trace).ttft_ms, 40.5);
    assert.equal(runMetrics(trace).token_count_source, 'chunk_counts');
    assert.equal(runMetrics(trace).completion_tokens, 4);
    assert.deepEqual(trace.notices, []);
  });

  test('that is cut or failed says so', async () => {
    const cut = await readText(content('a') + content('b').slice(0, 30));
    assert.deepEqual(cut.trace.error, {
      message: 'the stream ended before its end mark',
      code: 'stream_cut',
    });
    assert.deepEqual(noticeCodes(cut.trace), ['estimated_times', 'truncated']);
    const failed = await readText(content('a') + sse({ error: { message: 'boom', code: 500 } }));
    assert.deepEqual(failed.trace.error, { message: 'boom', code: 'server_error' });
    assert.equal(failed.trace.status, 'failed');
  });

  test('with several choices is one completion for each', async () => {
    const { trace } = await readText(
      content('x', { index: 1 }) +
        content('a') +
        stop +
        chunk({}, { index: 1, finish_reason: 'stop' }) +
        done,
    );
    assert.deepEqual(textByChannel(trace), { 'c1#1/response': 'x', 'c1/response': 'a' });
    assert.equal(trace.completions[0]!.choices.length, 2);
  });

  test('that answers nothing is refused', async () => {
    const refusals = [
      [sse({ type: 'message_start', message: {} }), 'wrong_shape'],
      [sse({ candidates: [] }), 'wrong_shape'],
      [': ping\n\ndata: [DONE]\n\n', 'unknown_format'],
      ['{"a":1}\n', 'wrong_shape'],
    ] as const;
    for (const [body, fault] of refusals) {
      await assert.rejects(
        readText(body),
        (error) => error instanceof TraceFormatError && error.fault === fault,
      );
    }
    await assert.rejects(readText('{"message":"Not Found"}'), TraceFormatError);
  });
});

test('a long saved body is added in slices, each of which shows', async () => {
  const reader = await createTraceReader('ollama');
  for (let count = 0; count < 50_000; count++)
    reader.push('{"response":"a","created_at":"2025-01-01T00:00:00Z"}\n');
  assert.equal(reader.trace.length, 0);
  const lengths: number[] = [];
  while (!reader.finish()) lengths.push(reader.trace.length);
  assert.equal(reader.trace.length, 50_002);
  assert.ok(lengths.length >= 2);
  let before = 0;
  for (const length of lengths) {
    assert.ok(length > before && length - before <= 20_001);
    before = length;
  }
});
