import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  close,
  delta,
  ended,
  open,
  ping,
  start,
  stop,
  text,
  thinking,
  readAnthropic as read,
} from '../helpers/anthropic-frames.js';
import { callsOf, named, only, sse, textsOf, tokensOf, typesOf } from '../helpers/streams.js';

describe('a stream of Anthropic Messages', () => {
  const body = [
    start(),
    open(0, { type: 'thinking', thinking: '', signature: '' }),
    ping,
    thinking(0, 'Let me'),
    thinking(0, ' see. '),
    delta(0, { type: 'signature_delta', signature: 'abc' }),
    close(0),
    open(1, { type: 'text', text: '' }),
    text(1, 'Hello there,'),
    text(1, ' you'),
    delta(1, { type: 'citations_delta', citation: { type: 'web_search_result_location' } }),
    close(1),
    ended(),
    stop,
  ];

  test('is its thinking, its text and its end', () => {
    const reading = read(...body);
    assert.deepEqual(reading.events, [
      { type: 'token', text: 'Let me', channel: 'reasoning' },
      { type: 'token', text: ' see. ', channel: 'reasoning' },
      { type: 'reasoning_completed' },
      { type: 'token', text: 'Hello there,' },
      { type: 'token', text: ' you' },
      {
        type: 'response_completed',
        finish_reason: 'end_turn',
        usage: { prompt_tokens: 10, completion_tokens: 42, total_tokens: 52 },
      },
    ]);
    assert.equal(reading.stream.ending, 'completed');
    assert.equal(reading.stream.model, 'claude-x');
  });

  test('reads the same cut at every place, without its names, with any line ends, and without the last', () => {
    const whole = body.join('');
    const expected = read(whole).events;
    for (let cut = 0; cut <= whole.length; cut++)
      assert.deepEqual(read(whole.slice(0, cut), whole.slice(cut)).events, expected);
    for (const other of [
      whole.replaceAll(/event: .*\n/g, ''),
      whole.replaceAll('\n', '\r\n'),
      whole.replaceAll('data: ', 'data:'),
      whole.replaceAll('}\n\n', '}   \n\n'),
      whole.trimEnd(),
      `\uFEFF${whole}`,
    ])
      assert.deepEqual(read(other).events, expected);
  });

  test('that is cut is open, unless it told why it stopped', () => {
    const cut = read(...body.slice(0, -2));
    assert.equal(cut.stream.ending, 'open');
    assert.equal(typesOf(cut).includes('response_completed'), false);
    const told = read(...body.slice(0, -1));
    assert.equal(told.stream.ending, 'completed');
    assert.equal(only(told, 'response_completed').finish_reason, 'end_turn');
  });

  test('that ends for another reason says which', () => {
    for (const reason of ['max_tokens', 'tool_use', 'refusal', 'pause_turn'])
      assert.equal(only(read(start(), ended(reason), stop), 'response_completed').finish_reason, reason);
    const twice = read(start(), ended('max_tokens'), ended(null), stop);
    assert.equal(only(twice, 'response_completed').finish_reason, 'max_tokens');
  });

  test('keeps to itself what the server encrypted, and says that it was there', () => {
    const reading = read(
      start(),
      open(0, { type: 'redacted_thinking', data: 'EmwK' }),
      close(0),
      ended(),
      stop,
    );
    assert.deepEqual(textsOf(reading), {});
    assert.match(only(reading, 'log').message, /reasoning that the server keeps/);
  });

  test('may begin a block with text in it', () => {
    const blocks = [open(0, { type: 'thinking', thinking: 'hm' }), open(1, { type: 'text', text: 'a' })];
    assert.deepEqual(textsOf(read(start(), ...blocks, text(1, 'b'), ended(), stop)), {
      reasoning: 'hm',
      response: 'ab',
    });
  });

  test('of several requests is a completion for each, with its own usage', () => {
    const second = start({ input_tokens: 70, output_tokens: 1 }) + text(0, 'b') + ended('end_turn') + stop;
    const cached = start({ input_tokens: 1, cache_read_input_tokens: 5, output_tokens: 1 });
    const reading = read(cached + text(0, 'a') + ended('tool_use') + stop + second);
    assert.deepEqual(textsOf(reading), { response: 'a', 'c2/response': 'b' });
    const ends = reading.events.filter((event) => event.type === 'response_completed');
    assert.deepEqual(
      ends.map(({ completion_id: id, finish_reason: reason, usage }) => [id, reason, usage?.prompt_tokens]),
      [
        [undefined, 'tool_use', 6],
        ['c2', 'end_turn', 70],
      ],
    );
    assert.equal(read(start() + ended() + stop + start() + text(0, 'b')).stream.ending, 'open');
    const untold = read(start() + ended() + stop + named('message_start') + ended('end_turn', {}) + stop);
    const last = untold.events.at(-1)!;
    assert.deepEqual(last, { type: 'response_completed', completion_id: 'c2', finish_reason: 'end_turn' });
  });

  test('may be one message that was not streamed', () => {
    const message = {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude-x',
      content: [
        { type: 'thinking', thinking: 'hm', signature: 'x' },
        { type: 'text', text: 'Hi' },
        { type: 'tool_use', id: 't1', name: 'look', input: { q: [1] } },
      ],
      stop_reason: 'tool_use',
      usage: { input_tokens: 3, output_tokens: 4 },
    };
    for (const whole of [JSON.stringify(message), JSON.stringify(message, null, 2)]) {
      const reading = read(...whole);
      assert.deepEqual(textsOf(reading), { reasoning: 'hm', response: 'Hi', 'tool t1': '{"q":[1]}' });
      assert.deepEqual(callsOf(reading), ['t1 look({"q":[1]})']);
      assert.equal(only(reading, 'response_completed').usage?.completion_tokens, 4);
      assert.equal(reading.stream.ending, 'completed');
    }
  });

  test('bears messages of any shape', () => {
    const odd = [
      5,
      null,
      [],
      'x',
      {},
      { type: 5 },
      { type: 'content_block_delta' },
      { type: 'message_delta' },
    ];
    const more = ['message_start', 'content_block_start', 'content_block_stop'].map((type) => ({
      type,
      index: 'x',
    }));
    const reading = read(...[...odd, ...more].map((one) => sse(JSON.stringify(one))), text(0, 'a'), stop);
    assert.deepEqual(textsOf(reading), { response: 'a' });
  });
});

describe('the usage in a stream of Anthropic Messages', () => {
  const usageOf = (...pieces: string[]) => only(read(...pieces), 'response_completed').usage;

  test('counts what was cached as part of the prompt', () => {
    const usage = {
      input_tokens: 3,
      cache_creation_input_tokens: 20,
      cache_read_input_tokens: 100,
      cache_creation: { ephemeral_5m_input_tokens: 20 },
      output_tokens: 1,
    };
    const total = { prompt_tokens: 123, completion_tokens: 42, total_tokens: 165 };
    assert.deepEqual(usageOf(start(usage), ended(), stop), total);
    assert.deepEqual(
      usageOf(start(usage), ended('end_turn', { input_tokens: 3, output_tokens: 42 }), stop),
      total,
    );
  });

  test('is what was told last, count by count', () => {
    const last = { input_tokens: 31_772, cache_read_input_tokens: null, output_tokens: 644 };
    const usage = usageOf(start(), ended(null, { output_tokens: 5 }), ended('end_turn', last), stop);
    assert.deepEqual(usage, { prompt_tokens: 31_772, completion_tokens: 644, total_tokens: 32_416 });
  });

  test('is absent where none was told, and tells no prompt where there was none', () => {
    assert.equal(usageOf(named('message_start', { message: {} }), ended('end_turn', {}), stop), undefined);
    assert.deepEqual(usageOf(text(0, 'a'), ended(), stop), { completion_tokens: 42 });
  });

  test('counts no chunk', () => {
    const tokens = tokensOf(read(start(), text(0, 'a b c'), ended(), stop));
    assert.deepEqual(tokens, [{ type: 'token', text: 'a b c' }]);
  });
});

describe('an error in a stream of Anthropic Messages', () => {
  const told = { error: { type: 'overloaded_error', message: 'Overloaded' } };
  const error = { message: 'Overloaded', code: 'overloaded_error' };

  test('ends it wherever it comes', () => {
    const body = [start(), open(0, { type: 'text', text: '' }), text(0, 'a'), close(0), ended(), stop];
    for (let place = 0; place < body.length; place++) {
      for (const frame of [named('error', told), sse({ type: 'error', ...told })]) {
        const reading = read(...body.slice(0, place), frame, ...body.slice(place));
        assert.equal(reading.stream.ending, 'failed');
        assert.deepEqual(reading.stream.error, error);
        assert.deepEqual(reading.events.at(-1), { type: 'error', ...error });
      }
    }
  });

  test('may be the whole body', () => {
    assert.deepEqual(read(JSON.stringify({ type: 'error', ...told })).stream.error, error);
  });
});
