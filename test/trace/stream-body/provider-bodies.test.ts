import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runMetrics, type Timing, type Trace, TraceFormatError } from '../../../src/trace/index.js';
import { cutAt, readAs, readText } from '../helpers/read-text.js';
import { content, named, sse, stop } from '../helpers/streams.js';
import { noticeCodes, textByChannel } from '../helpers/trace-builder.js';

interface Body {
  text: string;
  provider: string;
  model: string;
  timing?: Timing;
  texts?: Record<string, string>;
}

const anthropic = [
  named('message_start', { message: { model: 'claude-x', usage: { input_tokens: 3 } } }),
  named('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'Hi' } }),
  named('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 1 } }),
  named('message_stop'),
].join('');
const gemini = {
  candidates: [{ content: { parts: [{ text: 'Hi' }] }, finishReason: 'STOP' }],
  modelVersion: 'gemini-x',
};
const timed = { prompt_ms: 40, predicted_ms: 1, predicted_n: 1 };

const BODIES: Record<string, Body> = {
  'OpenAI’s chat completions': { text: content('Hi') + stop, provider: '', model: 'm1' },
  'OpenAI’s text completions': {
    text: sse({ object: 'text_completion', model: 'm1', choices: [{ text: 'Hi', finish_reason: 'stop' }] }),
    provider: '',
    model: 'm1',
  },
  'OpenAI’s responses': {
    text:
      named('response.created', { response: { model: 'gpt-x' } }) +
      named('response.output_text.delta', { delta: 'Hi' }) +
      named('response.completed', { response: { status: 'completed' } }),
    provider: '',
    model: 'gpt-x',
  },
  'Anthropic’s messages': { text: anthropic, provider: 'anthropic', model: 'claude-x' },
  'Gemini’s events': { text: sse(gemini), provider: 'google', model: 'gemini-x' },
  'Gemini’s array': { text: JSON.stringify([gemini], null, 2), provider: 'google', model: 'gemini-x' },
  'Gemini’s whole answer': { text: JSON.stringify(gemini, null, 2), provider: 'google', model: 'gemini-x' },
  'LM Studio’s chat': {
    text:
      named('chat.start', { model_instance_id: 'qwen-x' }) +
      named('message.delta', { content: 'Hi' }) +
      named('chat.end', { result: { stats: { total_output_tokens: 1 } } }),
    provider: 'lm-studio',
    model: 'qwen-x',
  },
  'llama.cpp’s completions': {
    text: sse({ content: 'Hi', stop: false }) + sse({ content: '', stop: true, model: 'x.gguf' }),
    provider: 'llama.cpp',
    model: 'x.gguf',
  },
  'llama.cpp’s completions with its clock': {
    text:
      sse({ content: 'Hi', stop: false, timings: timed }) + sse({ content: '', stop: true, model: 'x.gguf' }),
    provider: 'llama.cpp',
    model: 'x.gguf',
    timing: 'server',
  },
};

describe('a saved body of', () => {
  for (const [name, { text, provider, model, timing = 'estimated' }] of Object.entries(BODIES)) {
    test(`${name} is told by its content, wherever it is cut`, async () => {
      for (const pieces of [[text], [...text]]) {
        const { trace } = await readText(text, pieces);
        assert.deepEqual(textByChannel(trace), { 'c1/response': 'Hi' });
        assert.equal(trace.status, 'completed');
        assert.equal(trace.info.provider, provider);
        assert.equal(trace.info.model, model);
        assert.equal(trace.info.timing, timing);
        assert.deepEqual(noticeCodes(trace), timing === 'estimated' ? ['estimated_times'] : []);
      }
    });
  }

  test('an agent’s requests, one after the other, is a completion for each', async () => {
    const { trace } = await readText(anthropic + anthropic.replace('Hi', 'Ho'));
    assert.deepEqual(textByChannel(trace), { 'c1/response': 'Hi', 'c2/response': 'Ho' });
    assert.equal(trace.completions.length, 2);
    assert.equal(runMetrics(trace).prompt_tokens, 6);
    assert.equal(runMetrics(trace).completion_tokens, 2);
  });

  test('LM Studio keeps its phases', async () => {
    const { trace } = await readText(
      named('chat.start') +
        named('model_load.start') +
        named('model_load.end') +
        named('prompt_processing.start') +
        named('prompt_processing.end') +
        named('message.delta', { content: 'a' }) +
        named('message.delta', { content: 'b' }) +
        named('chat.end', { result: {} }),
    );
    const events = Array.from({ length: trace.length }, (_, index) => trace.eventAt(index));
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'phase' ? [`${event.name} ${event.progress}`] : [])),
      ['load 0', 'load 1', 'prefill 0', 'prefill 1'],
    );
    assert.deepEqual(textByChannel(trace), { 'c1/response': 'ab' });
    assert.equal(trace.status, 'completed');
  });

  test('LM Studio that failed stays failed, though its end follows', async () => {
    const error = { type: 'internal', message: 'boom' };
    const { trace } = await readText(
      named('chat.start') + named('error', { error }) + named('chat.end', { result: { stats: {} } }),
    );
    assert.deepEqual(trace.error, { message: 'boom', code: 'server_error' });
  });

  test('LM Studio has the pace that its figures tell, still estimated', async () => {
    const body = (stats: object) =>
      named('chat.start') +
      ['a', 'b', 'c', 'd', 'e'].map((content) => named('message.delta', { content })).join('') +
      named('chat.end', { result: { stats } });
    const stats = { time_to_first_token_seconds: 0.5, total_output_tokens: 8, tokens_per_second: 4 };
    const { trace } = await readText(body(stats));
    assert.equal(trace.info.timing, 'estimated');
    const tokenTimes = (from: Trace) =>
      Array.from({ length: from.length }, (_, index) => from.eventAt(index))
        .filter((event) => event.type === 'token')
        .map((event) => event.time_ms);
    assert.deepEqual(tokenTimes(trace), [500, 1000, 1500, 2000, 2500]);
    const still = await readText(body({ ...stats, tokens_per_second: 0 }));
    assert.deepEqual(tokenTimes(still.trace), [25, 50, 75, 100, 125]);
  });

  test('llama.cpp has its server’s times', async () => {
    const at = (predicted_ms: number, predicted_n: number) => ({ prompt_ms: 40, predicted_ms, predicted_n });
    const { trace } = await readText(
      sse({ content: 'a', stop: false, timings: at(0.5, 1) }) +
        sse({ content: 'b', stop: false, timings: at(20, 3) }) +
        sse({ content: '', stop: true, tokens_predicted: 3 }),
    );
    const { ttft_ms, token_count_source, completion_tokens } = runMetrics(trace);
    assert.deepEqual(
      { ttft_ms, token_count_source, completion_tokens },
      {
        ttft_ms: 40.5,
        token_count_source: 'chunk_counts',
        completion_tokens: 3,
      },
    );
  });
});

describe('a saved stream of no known dialect', () => {
  const STREAMS: Record<string, [text: string, response: string]> = {
    'events of text': [sse('Hel') + sse('lo') + sse('[DONE]'), 'Hello'],
    'events of JSON': [`: hi\n\n${named('tick', { n: 1 })}`, '{"type":"tick","n":1}\n'],
    'lines of JSON': ['{"n":1}\n{"n":2}\n', '{"n":1}\n{"n":2}\n'],
  };
  for (const [name, [text, response]] of Object.entries(STREAMS)) {
    test(`is kept as text, as ${name}, and says so`, async () => {
      for (const pieces of [[text], [...text], cutAt(text, [3, 11, 20])]) {
        const { trace } = await readText(text, pieces);
        assert.deepEqual(textByChannel(trace), { 'c1/response': response });
        assert.equal(trace.status, 'completed');
        assert.deepEqual(noticeCodes(trace), ['unknown_dialect', 'estimated_times']);
      }
    });
  }

  test('is refused where there is no text in it', async () => {
    await assert.rejects(readAs('plain-text', [': ping\n\n']), TraceFormatError);
    await assert.rejects(readAs('plain-text', []), TraceFormatError);
  });

  test('is no file of text, no page and no other document', async () => {
    for (const text of [
      'Hello there',
      'a: b\nc: d',
      '<!doctype html>',
      '{"a":1}',
      '{\n  "a": 1\n}',
      '[{"a":1}]',
    ])
      await assert.rejects(readText(text), TraceFormatError);
  });
});
