import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PhaseEvent } from '../../../src/trace/index.js';
import {
  callsOf,
  named,
  only,
  readStream,
  resultsOf,
  sse,
  textsOf,
  typesOf,
  type StreamReading,
} from '../helpers/streams.js';

const read = (...pieces: string[]) => readStream('lm-studio', ...pieces);

const start = named('chat.start', { model_instance_id: 'qwen-x' });
const said = (content: string) => named('message.delta', { content });
const thought = (content: string) => named('reasoning.delta', { content });
const tool = (step: string, fields: object) => named(`tool_call.${step}`, fields);
const stats = {
  input_tokens: 20,
  total_output_tokens: 12,
  reasoning_output_tokens: 5,
  tokens_per_second: 31.5,
  time_to_first_token_seconds: 0.4,
};
const end = named('chat.end', {
  result: { model_instance_id: 'qwen-x', output: [{ type: 'message', content: 'Hi' }], stats },
});

/** Each phase as `name progress`. */
const phasesOf = ({ events }: StreamReading) =>
  events
    .filter((event): event is Omit<PhaseEvent, 'time_ms'> => event.type === 'phase')
    .map(({ name, progress }) => `${name} ${progress}`);

describe('a stream of LM Studio', () => {
  const body = [
    start,
    named('model_load.start', { model_instance_id: 'qwen-x' }),
    named('model_load.progress', { model_instance_id: 'qwen-x', progress: 0.5 }),
    named('model_load.end', { model_instance_id: 'qwen-x', load_time_seconds: 3.2 }),
    named('prompt_processing.start'),
    named('prompt_processing.progress', { progress: 0.25 }),
    named('prompt_processing.end'),
    named('reasoning.start'),
    thought('Let me'),
    thought(' see.'),
    named('reasoning.end'),
    named('message.start'),
    said('Hi'),
    said(' there'),
    named('message.end'),
    end,
  ];

  test('is its phases, its reasoning, its text and its end, with the server’s figures', () => {
    const reading = read(...body);
    assert.deepEqual(phasesOf(reading), [
      'load 0',
      'load 0.5',
      'load 1',
      'prefill 0',
      'prefill 0.25',
      'prefill 1',
    ]);
    assert.deepEqual(reading.events.slice(6), [
      { type: 'token', text: 'Let me', channel: 'reasoning' },
      { type: 'token', text: ' see.', channel: 'reasoning' },
      { type: 'reasoning_completed' },
      { type: 'token', text: 'Hi' },
      { type: 'token', text: ' there' },
      {
        type: 'response_completed',
        usage: { prompt_tokens: 20, completion_tokens: 12, reasoning_tokens: 5, total_tokens: 32 },
        server_timings: stats,
      },
    ]);
    assert.equal(reading.stream.ending, 'completed');
    assert.equal(reading.stream.model, 'qwen-x');
  });

  test('reads the same cut at every place, with types in its names only, or in its data only', () => {
    const whole = body.join('');
    const expected = read(whole).events;
    for (let cut = 0; cut <= whole.length; cut++)
      assert.deepEqual(read(whole.slice(0, cut), whole.slice(cut)).events, expected);
    for (const other of [
      whole.replaceAll(/\{"type":"[^"]+",?/g, '{'),
      whole.replaceAll(/event: .*\n/g, ''),
      whole.replaceAll('\n', '\r\n'),
      whole.trimEnd(),
    ])
      assert.deepEqual(read(other).events, expected);
  });

  test('that is cut is open', () => {
    const cut = read(...body.slice(0, -1));
    assert.equal(cut.stream.ending, 'open');
    assert.equal(typesOf(cut).includes('response_completed'), false);
  });

  test('may end without figures', () => {
    const reading = read(start, said('a'), named('chat.end', { result: {} }));
    assert.deepEqual(reading.events, [{ type: 'token', text: 'a' }, { type: 'response_completed' }]);
  });

  test('of several requests is a completion for each', () => {
    const reading = read(start + said('a') + end + start + said('b') + end);
    assert.deepEqual(textsOf(reading), { response: 'a', 'c2/response': 'b' });
  });

  test('may be one answer that was not streamed', () => {
    const answer = {
      model_instance_id: 'qwen-x',
      output: [
        { type: 'reasoning', content: 'hm' },
        { type: 'tool_call', tool: 'look', arguments: { q: 1 }, output: '[]' },
        { type: 'message', content: 'Hi' },
      ],
      stats,
      response_id: 'resp_1',
    };
    for (const whole of [JSON.stringify(answer), JSON.stringify(answer, null, 2)]) {
      const reading = read(...whole);
      assert.deepEqual(textsOf(reading), { reasoning: 'hm', 'tool call_1': '{"q":1}', response: 'Hi' });
      assert.deepEqual(resultsOf(reading), ['call_1: []']);
      assert.equal(only(reading, 'response_completed').usage?.completion_tokens, 12);
      assert.equal(reading.stream.model, 'qwen-x');
    }
  });

  test('bears messages of any shape', () => {
    const odd = [5, null, [], 'x', {}, { type: 5 }, { type: 'message.delta', content: 5 }, { type: 'x.y' }];
    const more = ['model_load.progress', 'prompt_processing.', 'tool_call.success', 'tool_call.x'];
    const frames = [...odd, ...more.map((type) => ({ type, progress: 'x', output: null }))];
    const reading = read(...frames.map((one) => sse(JSON.stringify(one))), said('a'), end);
    assert.equal(textsOf(reading).response, 'a');
    assert.equal(reading.stream.ending, 'completed');
  });
});

describe('a tool call in a stream of LM Studio', () => {
  const provider_info = { type: 'plugin', plugin_id: 'p' };

  test('is told with its arguments and its result, and so is the next one', () => {
    const call = (name: string, args: object, output: string) => [
      tool('start', { tool: name, provider_info }),
      tool('arguments', { tool: name, arguments: args, provider_info }),
      tool('success', { tool: name, arguments: args, output, provider_info }),
    ];
    const reading = read(
      start,
      ...call('look', { q: 1 }, '["x"]'),
      ...call('read', {}, 'y'),
      said('Done.'),
      end,
    );
    assert.deepEqual(callsOf(reading), ['call_1 look({"q":1})', 'call_2 read({})']);
    assert.deepEqual(resultsOf(reading), ['call_1: ["x"]', 'call_2: y']);
    assert.deepEqual(typesOf(reading), [
      'token',
      'tool_call',
      'tool_result',
      'token',
      'tool_call',
      'tool_result',
      'token',
      'response_completed',
    ]);
  });

  test('that failed says why, also where nothing told of the call before', () => {
    const failed = tool('failure', {
      reason: 'no such tool',
      metadata: { type: 'invalid_name', tool_name: 'lok' },
    });
    for (const reading of [
      read(start, tool('start', { tool: 'lok' }), failed, end),
      read(start, failed, end),
    ]) {
      assert.deepEqual(callsOf(reading), ['call_1 lok()']);
      assert.deepEqual(resultsOf(reading), ['call_1!: no such tool']);
    }
  });

  test('may tell its arguments only with its result, which may be no text', () => {
    const reading = read(
      tool('start', { tool: 'look' }),
      tool('success', { tool: 'look', arguments: { q: 2 }, output: { found: 1 } }),
      tool('success', { tool: 'again', arguments: '{"q":3}', output: 'z' }),
      end,
    );
    assert.deepEqual(callsOf(reading), ['call_1 look({"q":2})', 'call_2 again({"q":3})']);
    assert.deepEqual(resultsOf(reading), ['call_1: {"found":1}', 'call_2: z']);
  });
});

describe('an error in a stream of LM Studio', () => {
  const error = { type: 'invalid_request', message: 'Context is full.', code: 'ctx' };

  test('ends it wherever it comes, and the end that follows it makes it no success', () => {
    const body = [start, named('prompt_processing.start'), said('a')];
    for (let place = 0; place <= body.length; place++) {
      for (const frame of [named('error', { error }), sse({ type: 'error', error })]) {
        const reading = read(...body.slice(0, place), frame, ...body.slice(place), end);
        assert.equal(reading.stream.ending, 'failed');
        assert.deepEqual(only(reading, 'error'), { type: 'error', message: 'Context is full.', code: 'ctx' });
        assert.equal(typesOf(reading).includes('response_completed'), false);
      }
    }
  });

  test('may be the whole body', () => {
    assert.equal(read(JSON.stringify({ error })).stream.error?.message, 'Context is full.');
  });
});
