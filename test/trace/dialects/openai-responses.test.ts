import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { named, only, readStream, sse, textsOf, tokensOf, typesOf } from '../helpers/streams.js';

const read = (...pieces: string[]) => readStream('openai-responses', ...pieces);

const response = (more: object = {}) => ({
  response: { id: 'resp_1', object: 'response', model: 'gpt-x', error: null, output: [], ...more },
});
const created = named('response.created', response({ status: 'in_progress' }));
const item = (index: number, step: string, fields: object) =>
  named(`response.output_item.${step}`, { output_index: index, item: fields });
const text = (delta: string, more: object = {}) =>
  named('response.output_text.delta', { item_id: 'm1', output_index: 0, delta, logprobs: [], ...more });
const usage = {
  input_tokens: 9,
  input_tokens_details: { cached_tokens: 4 },
  output_tokens: 7,
  output_tokens_details: { reasoning_tokens: 3 },
  total_tokens: 16,
};
const completed = named('response.completed', response({ status: 'completed', usage }));

describe('a stream of OpenAI Responses', () => {
  const body = [
    created,
    named('response.in_progress', response()),
    item(0, 'added', { id: 'r1', type: 'reasoning', summary: [] }),
    named('response.reasoning_summary_part.added', { item_id: 'r1', summary_index: 0 }),
    named('response.reasoning_summary_text.delta', { item_id: 'r1', delta: '**Think', obfuscation: 'xyz' }),
    named('response.reasoning_summary_text.delta', { item_id: 'r1', delta: 'ing**' }),
    named('response.reasoning_summary_text.done', { item_id: 'r1', text: '**Thinking**' }),
    item(0, 'done', {
      id: 'r1',
      type: 'reasoning',
      summary: [{ type: 'summary_text', text: '**Thinking**' }],
    }),
    item(1, 'added', { id: 'm1', type: 'message', content: [] }),
    named('response.content_part.added', { item_id: 'm1', part: { type: 'output_text', text: '' } }),
    text('Grüße'),
    text(' dir'),
    named('response.output_text.annotation.added', { annotation: { type: 'url_citation', title: 'T' } }),
    named('response.output_text.done', { item_id: 'm1', text: 'Grüße dir' }),
    named('response.content_part.done', { part: { type: 'output_text', text: 'Grüße dir' } }),
    item(1, 'done', { id: 'm1', type: 'message', content: [{ type: 'output_text', text: 'Grüße dir' }] }),
    completed,
  ];

  test('is its reasoning, its text and its end, each told once', () => {
    const reading = read(...body);
    assert.deepEqual(reading.events, [
      { type: 'token', text: '**Think', channel: 'reasoning' },
      { type: 'token', text: 'ing**', channel: 'reasoning' },
      { type: 'reasoning_completed' },
      { type: 'token', text: 'Grüße' },
      { type: 'token', text: ' dir' },
      {
        type: 'response_completed',
        finish_reason: 'completed',
        usage: { prompt_tokens: 9, completion_tokens: 7, reasoning_tokens: 3, total_tokens: 16 },
      },
    ]);
    assert.equal(reading.stream.ending, 'completed');
    assert.equal(reading.stream.model, 'gpt-x');
  });

  test('reads the same cut at every place, without its names, with any line ends, and without the last', () => {
    const whole = body.join('');
    const expected = read(whole).events;
    for (let cut = 0; cut <= whole.length; cut++)
      assert.deepEqual(read(whole.slice(0, cut), whole.slice(cut)).events, expected);
    for (const other of [
      whole.replaceAll(/event: .*\n/g, ''),
      whole.replaceAll('\n', '\r\n'),
      whole.trimEnd(),
      `${whole}data: [DONE]\n\n`,
    ])
      assert.deepEqual(read(other).events, expected);
  });

  test('may stream the reasoning itself', () => {
    const reasoning = named('response.reasoning_text.delta', { item_id: 'r1', delta: 'hm' });
    assert.deepEqual(textsOf(read(created, reasoning, text('a'), completed)), {
      reasoning: 'hm',
      response: 'a',
    });
  });

  test('may refuse', () => {
    const refusal = named('response.refusal.delta', { item_id: 'm1', delta: 'I can’t.' });
    assert.deepEqual(textsOf(read(created, refusal, completed)), { response: 'I can’t.' });
  });

  test('that is incomplete says why, and that is cut is open', () => {
    const incomplete = response({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
    });
    const reading = read(created, text('a'), named('response.incomplete', incomplete));
    assert.equal(reading.stream.ending, 'completed');
    assert.equal(only(reading, 'response_completed').finish_reason, 'max_output_tokens');
    const cut = read(...body.slice(0, -1));
    assert.equal(cut.stream.ending, 'open');
    assert.equal(typesOf(cut).includes('response_completed'), false);
  });

  test('counts tokens by log probabilities, where they are told', () => {
    const [one, two] = tokensOf(
      read(
        created,
        text('a', { logprobs: [{ token: 'a', logprob: -0.5 }] }),
        text('b c', { logprobs: [{ logprob: -1 }, { logprob: -2 }] }),
        completed,
      ),
    );
    assert.deepEqual(one, { type: 'token', text: 'a', count: 1, logprob: -0.5 });
    assert.deepEqual(two, { type: 'token', text: 'b c', count: 2 });
  });

  test('has no usage where none was told', () => {
    for (const told of [undefined, null, {}]) {
      const end = named('response.completed', response({ status: 'completed', usage: told }));
      assert.equal(only(read(created, text('a'), end), 'response_completed').usage, undefined);
    }
  });

  test('of llama.cpp tells its progress and its figures', () => {
    const progress = { prompt_progress: { total: 8, processed: 2 } };
    const timings = { prompt_ms: 4, predicted_ms: 5 };
    for (const end of [response({ timings }), { ...response(), timings }]) {
      const reading = read(
        named('response.in_progress', { ...response(), ...progress }),
        text('a'),
        named('response.completed', end),
      );
      assert.deepEqual(only(reading, 'phase'), { type: 'phase', name: 'prefill', progress: 0.25 });
      assert.deepEqual(only(reading, 'response_completed').server_timings, timings);
    }
  });

  test('of several requests is a completion for each', () => {
    const reading = read(created + text('a') + completed + created + text('b') + text('c') + completed);
    assert.deepEqual(textsOf(reading), { response: 'a', 'c2/response': 'bc' });
    assert.equal(reading.stream.ending, 'completed');
    assert.equal(read(created + text('a') + completed + created + text('b')).stream.ending, 'open');
  });

  test('may be one response that was not streamed', () => {
    const output = [
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] },
      {
        type: 'message',
        content: [
          { type: 'output_text', text: 'Hi' },
          { type: 'refusal', refusal: '!' },
        ],
      },
      { type: 'function_call', id: 'fc1', call_id: 'call_a', name: 'look', arguments: '{}' },
    ];
    const answer = response({ status: 'completed', output, usage }).response;
    for (const whole of [JSON.stringify(answer), JSON.stringify(answer, null, 2)]) {
      const reading = read(...whole);
      assert.deepEqual(textsOf(reading), { reasoning: 'hm', response: 'Hi!', 'tool call_a': '{}' });
      assert.equal(only(reading, 'tool_call').name, 'look');
      assert.equal(only(reading, 'response_completed').usage?.total_tokens, 16);
      assert.equal(reading.stream.model, 'gpt-x');
    }
    const queued = JSON.stringify(response({ status: 'queued' }).response);
    assert.equal(read(queued).stream.ending, 'open');
  });

  test('bears messages of any shape', () => {
    const odd = [5, null, [], 'x', {}, { type: 5 }, { type: 'response.output_item.done', item: 5 }];
    const more = ['output_text.delta', 'function_call_arguments.delta', 'output_item.added', 'in_progress'];
    const frames = [
      ...odd,
      ...more.map((type) => ({ type: `response.${type}`, delta: 5, item: { type: 'x_call' } })),
    ];
    const reading = read(...frames.map((one) => sse(JSON.stringify(one))), text('a'), completed);
    assert.deepEqual(textsOf(reading), { response: 'a' });
    assert.equal(reading.stream.ending, 'completed');
  });
});

describe('an error in a stream of OpenAI Responses', () => {
  const error = { message: 'Too long.', code: 'context_length_exceeded' };
  const FORMS: Record<string, string> = {
    'an event named error': named('error', { ...error, param: null, sequence_number: 3 }),
    'a message of the type error': sse({ type: 'error', ...error }),
    'an error within an error': sse({ type: 'error', error }),
    'a failed response': named('response.failed', response({ status: 'failed', error })),
    'a failed response without a name': sse({ type: 'response.failed', ...response({ error }) }),
  };
  for (const [form, frame] of Object.entries(FORMS)) {
    test(`ends it wherever it comes as ${form}`, () => {
      const body = [created, text('a'), text('b'), completed];
      for (let place = 0; place < body.length; place++) {
        const reading = read(...body.slice(0, place), frame, ...body.slice(place));
        assert.equal(reading.stream.ending, 'failed');
        assert.deepEqual(reading.stream.error, error);
        assert.equal(reading.events.at(-1)?.type, 'error');
      }
    });
  }

  test('may be the whole body', () => {
    const failed = read(JSON.stringify(response({ status: 'failed', error }).response));
    assert.deepEqual(failed.stream.error, error);
    assert.equal(failed.stream.ending, 'failed');
  });

  test('that tells no reason says so', () => {
    const failed = read(created, named('response.failed', response({ status: 'failed' })));
    assert.equal(failed.stream.error?.message, 'the server told no reason');
  });
});
