import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseNanosecondTime } from '../../../src/trace/dialects/ollama.js';
import { only, readOllama, readStream, textsOf, tokensOf, typesOf } from '../helpers/streams.js';

const at = (ms: number) => `2025-08-01T15:57:22.${String(ms).padStart(3, '0')}Z`;
const chat = (content: string, more: object = {}) => ({
  model: 'm1',
  created_at: at(100),
  message: { role: 'assistant', content, ...more },
  done: false,
});
const generate = (response: string, more: object = {}) => ({
  model: 'm1',
  created_at: at(100),
  response,
  done: false,
  ...more,
});
const end = {
  model: 'm1',
  created_at: at(900),
  message: { role: 'assistant', content: '' },
  done: true,
  done_reason: 'stop',
  total_duration: 800_000_000,
  load_duration: 100_000_000,
  prompt_eval_count: 12,
  prompt_eval_duration: 50_000_000,
  eval_count: 3,
  eval_duration: 600_000_000,
};

describe('Ollama’s stream', () => {
  test('of a chat is its tokens and its end, with the server’s figures', () => {
    const reading = readOllama(chat('Hel'), chat('lo'), end);
    assert.deepEqual(reading.events, [
      { type: 'token', text: 'Hel' },
      { type: 'token', text: 'lo' },
      {
        type: 'response_completed',
        finish_reason: 'stop',
        usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 },
        server_timings: {
          total_duration: 800_000_000,
          load_duration: 100_000_000,
          prompt_eval_count: 12,
          prompt_eval_duration: 50_000_000,
          eval_count: 3,
          eval_duration: 600_000_000,
        },
      },
    ]);
    assert.equal(reading.stream.ending, 'completed');
    assert.equal(reading.stream.model, 'm1');
  });

  test('of a generation reads alike', () => {
    const reading = readOllama(generate('a'), generate('b'), { ...generate(''), done: true });
    assert.deepEqual(textsOf(reading), { response: 'ab' });
    assert.deepEqual(only(reading, 'response_completed'), {
      type: 'response_completed',
    });
  });

  test('reads the same cut at every place, with any line ends, and without the last', () => {
    const body = [chat('Grüße '), chat('😀'), end].map((line) => JSON.stringify(line)).join('\n');
    for (const text of [
      `${body}\n`,
      body,
      `${body}\n\n`,
      `${body}\n`.replaceAll('\n', '\r\n'),
      `\uFEFF${body}`,
    ]) {
      for (let cut = 0; cut <= text.length; cut++) {
        const reading = readStream('ollama', text.slice(0, cut), text.slice(cut));
        assert.deepEqual(textsOf(reading), { response: 'Grüße 😀' });
        assert.equal(reading.stream.ending, 'completed');
      }
    }
  });

  test('has its thinking in a field, with empty content beside it', () => {
    const reading = readOllama(chat('', { thinking: 'a' }), chat('', { thinking: 'b' }), chat('c'), end);
    assert.deepEqual(textsOf(reading), { reasoning: 'ab', response: 'c' });
    assert.deepEqual(typesOf(reading), [
      'token',
      'token',
      'reasoning_completed',
      'token',
      'response_completed',
    ]);
    assert.deepEqual(textsOf(readOllama(generate('', { thinking: 'a' }), generate('b'))), {
      reasoning: 'a',
      response: 'b',
    });
  });

  test('has its thinking in tags, each part with its own chunk’s times', () => {
    const parts = ['<', 'think', '>', 'a', '</think>\n', 'b'];
    const lines = parts.map((text, index) => generate(text, { created_at: at(index) }));
    const reading = readOllama(...lines);
    assert.deepEqual(textsOf(reading), { reasoning: '<think>a</think>', response: '\nb' });
    const tokens = reading.timed.filter(({ event }) => event.type === 'token');
    const clock = tokens.map(({ serverClockMs }) => serverClockMs! - parseNanosecondTime(at(0))!);
    assert.deepEqual(clock, [0, 1, 2, 3, 4, 4, 5]);
    assert.deepEqual(
      tokens.map(({ arrivalMs }) => arrivalMs),
      [1, 2, 3, 4, 5, 5, 6],
    );
  });

  test('brings tool calls whole', () => {
    const call = (name: string, args: unknown) => ({ function: { name, arguments: args } });
    const reading = readOllama(
      chat('', { tool_calls: [call('a', { x: 1 }), call('b', {})] }),
      chat('', { tool_calls: [call('a', '{"y":2}')] }),
      end,
    );
    assert.deepEqual(textsOf(reading), {
      'tool call_1': '{"x":1}',
      'tool call_2': '{}',
      'tool call_3': '{"y":2}',
    });
    assert.deepEqual(
      reading.events
        .filter((event) => event.type === 'tool_call')
        .map(({ name, arguments: args }) => [name, args]),
      [
        ['a', '{"x":1}'],
        ['b', '{}'],
        ['a', '{"y":2}'],
      ],
    );
  });

  test('may bring text on its last line', () => {
    assert.deepEqual(textsOf(readOllama({ ...end, message: { content: 'all' } })), { response: 'all' });
  });

  test('counts tokens by log probabilities', () => {
    const logprobs = [{ token: 'a', logprob: -0.5 }];
    const reading = readOllama(
      { ...chat('a'), logprobs },
      { ...chat('bc'), logprobs: [...logprobs, ...logprobs] },
    );
    assert.deepEqual(tokensOf(reading), [
      { type: 'token', text: 'a', count: 1, logprob: -0.5 },
      { type: 'token', text: 'bc', count: 2 },
    ]);
  });

  test('leaves absent what its last line leaves out', () => {
    const { prompt_eval_count: _cached, ...rest } = end;
    assert.deepEqual(only(readOllama(chat('a'), rest), 'response_completed').usage, {
      completion_tokens: 3,
    });
  });

  test('that fails says why', () => {
    for (const [error, code] of [
      ['boom', undefined],
      [{ message: 'boom', code: 7 }, '7'],
    ] as const) {
      const reading = readOllama(chat('a'), { error }, chat('b'));
      assert.deepEqual(typesOf(reading), ['token', 'error']);
      assert.equal(reading.stream.ending, 'failed');
      assert.deepEqual({ code: undefined, ...reading.stream.error }, { message: 'boom', code });
    }
    const pretty = readOllama({ ...chat('a'), error: '' }, end);
    assert.equal(pretty.stream.ending, 'completed');
  });

  test('that is cut says nothing of what is left of a line', () => {
    const reading = readOllama(chat('a'), '{"model":"m1","mess');
    assert.deepEqual(typesOf(reading), ['token']);
    assert.equal(reading.stream.ending, 'open');
  });

  test('says what it could not read, and reads on', () => {
    const reading = readOllama(chat('a'), 'oops\n', '[]\n', '\n', chat('b'), end);
    assert.deepEqual(textsOf(reading), { response: 'ab' });
    assert.deepEqual(
      reading.events.filter((event) => event.type === 'log').map(({ message }) => message),
      ['not JSON: oops', 'not JSON: []'],
    );
  });

  test('tells when its request began, by the whole time at its end', () => {
    const { stream } = readOllama(chat('a'), end);
    assert.equal(stream.serverStartMs, parseNanosecondTime(at(100)));
    assert.equal(readOllama(chat('a')).stream.serverStartMs, undefined);
  });

  test('bears lines of any shape', () => {
    const odd = [
      {},
      { message: 5 },
      { message: [] },
      { response: 7 },
      { message: { content: null, tool_calls: [5, {}] } },
    ];
    assert.equal(textsOf(readOllama(...odd, chat('a'))).response, 'a');
  });
});

describe('a time with nanoseconds', () => {
  test('keeps all its digits, in any time zone', () => {
    const base = Date.parse('2025-08-01T15:57:22Z');
    const cases: [string, number][] = [
      ['2025-08-01T15:57:22Z', 0],
      ['2025-08-01T15:57:22.7205995Z', 720.5995],
      ['2025-08-01T15:57:22.123456789Z', 123.456789],
      ['2025-08-01T17:57:22.5+02:00', 500],
      ['2025-08-01T10:27:22.000001-05:30', 0.001],
    ];
    for (const [text, expectedMs] of cases)
      assert.ok(Math.abs(parseNanosecondTime(text)! - base - expectedMs) < 0.001, text);
  });

  test('is none where it is not one', () => {
    for (const value of [undefined, null, 5, '', 'now', '2025-08-01', '2025-99-01T15:57:22Z', 'x15:57:22.5Z'])
      assert.equal(parseNanosecondTime(value), undefined);
  });
});
