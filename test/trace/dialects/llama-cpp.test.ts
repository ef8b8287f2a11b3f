import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { only, readStream, sse, textsOf, tokensOf, typesOf } from '../helpers/streams.js';

const read = (...pieces: string[]) => readStream('llama-cpp', ...pieces);

const said = (content: string, more: object = {}) => sse({ index: 0, content, stop: false, ...more });
const timings = {
  prompt_n: 4,
  prompt_ms: 40,
  predicted_n: 3,
  predicted_ms: 30.5,
  predicted_per_second: 98.4,
};
const end = sse({
  index: 0,
  content: '',
  tokens: [],
  stop: true,
  model: 'gpt-x.gguf',
  stop_type: 'eos',
  tokens_predicted: 3,
  tokens_evaluated: 4,
  timings,
});

describe('a stream of llama.cpp’s own', () => {
  const body = [said('Hel', { tokens: [5] }), said('lo', { tokens: [6, 7] }), end];

  test('is its tokens and its end, with the server’s figures', () => {
    const reading = read(...body);
    assert.deepEqual(reading.events, [
      { type: 'token', text: 'Hel', count: 1 },
      { type: 'token', text: 'lo', count: 2 },
      {
        type: 'response_completed',
        finish_reason: 'eos',
        usage: { prompt_tokens: 4, completion_tokens: 3, total_tokens: 7 },
        server_timings: timings,
      },
    ]);
    assert.equal(reading.stream.ending, 'completed');
    assert.equal(reading.stream.model, 'gpt-x.gguf');
  });

  test('reads the same cut at every place, with any line ends, without the last, and with an end mark', () => {
    const whole = body.join('');
    const expected = read(whole).events;
    for (let cut = 0; cut <= whole.length; cut++)
      assert.deepEqual(read(whole.slice(0, cut), whole.slice(cut)).events, expected);
    for (const other of [whole.replaceAll('\n', '\r\n'), whole.trimEnd(), `${whole}data: [DONE]\n\n`])
      assert.deepEqual(read(other).events, expected);
  });

  test('tells how far the prompt has been read', () => {
    const progress = (processed: number) =>
      said('', { prompt_progress: { total: 10, cache: 0, processed, time_ms: 5 } });
    const reading = read(progress(0), progress(5), progress(20), said('a'), end);
    const phases = reading.events.filter((event) => event.type === 'phase');
    assert.deepEqual(
      phases.map(({ name, progress: share }) => [name, share]),
      [
        ['prefill', 0],
        ['prefill', 0.5],
        ['prefill', 1],
      ],
    );
    assert.equal(
      typesOf(read(said('', { prompt_progress: { total: 0, processed: 0 } }), end)).includes('phase'),
      false,
    );
  });

  test('has the server’s clock where each chunk tells it', () => {
    const at = (predicted_n: number, predicted_ms: number) => ({
      timings: { prompt_ms: 40, predicted_n, predicted_ms },
    });
    const reading = read(said('a', at(1, 0.5)), said('b', at(3, 20)), end);
    assert.deepEqual(
      reading.timed.map(({ serverClockMs }) => serverClockMs),
      [40.5, 60, undefined],
    );
    assert.equal(reading.stream.serverStartMs, 0);
    assert.deepEqual(
      tokensOf(reading).map(({ count }) => count),
      [1, 2],
    );
  });

  test('has no clock of the server’s where only its end tells figures', () => {
    const reading = read(...body);
    assert.ok(reading.timed.every(({ serverClockMs }) => serverClockMs === undefined));
    assert.equal(reading.stream.serverStartMs, undefined);
  });

  test('counts tokens by their probabilities, where they are told', () => {
    const one = [{ id: 5, token: 'a', logprob: -0.5, top_logprobs: [] }];
    const [token] = tokensOf(read(said('a', { completion_probabilities: one }), end));
    assert.deepEqual(token, { type: 'token', text: 'a', count: 1, logprob: -0.5 });
  });

  test('does not say which tokens it counts where it does not', () => {
    assert.deepEqual(tokensOf(read(said('a'), end)), [{ type: 'token', text: 'a' }]);
  });

  test('parts reasoning in tags from the answer', () => {
    const reading = read(said('<think>hm'), said('</think>'), said('a'), end);
    assert.deepEqual(textsOf(reading), { reasoning: '<think>hm</think>', response: 'a' });
  });

  test('that stops for another reason says which', () => {
    const stopped = (more: object) => sse({ content: '', stop: true, ...more });
    assert.equal(only(read(stopped({ stop_type: 'limit' })), 'response_completed').finish_reason, 'limit');
    const old = read(said('a'), stopped({ stopped_eos: true }));
    assert.deepEqual(only(old, 'response_completed'), { type: 'response_completed', finish_reason: 'stop' });
  });

  test('that is cut is open', () => {
    const cut = read(...body.slice(0, -1));
    assert.equal(cut.stream.ending, 'open');
    assert.deepEqual(typesOf(cut), ['token', 'token']);
  });

  test('may be one answer that was not streamed', () => {
    const answer = { content: 'Hi', tokens: [], stop: true, stop_type: 'eos', tokens_predicted: 2, timings };
    for (const whole of [JSON.stringify(answer), JSON.stringify(answer, null, 2)]) {
      const reading = read(...whole);
      assert.deepEqual(textsOf(reading), { response: 'Hi' });
      assert.equal(only(reading, 'response_completed').usage?.completion_tokens, 2);
      assert.equal(reading.stream.ending, 'completed');
    }
  });

  test('that fails says why, wherever it does, in data or on a line of its own', () => {
    const error = { code: 500, message: 'context is full', type: 'server_error' };
    for (let place = 0; place < body.length; place++) {
      for (const frame of [sse({ error }), `error: ${JSON.stringify(error)}\n\n`]) {
        const reading = read(...body.slice(0, place), frame, ...body.slice(place));
        assert.equal(reading.stream.ending, 'failed');
        assert.deepEqual(reading.stream.error, { message: 'context is full', code: '500' });
      }
    }
  });

  test('bears chunks of any shape', () => {
    const odd = [
      5,
      null,
      [],
      'x',
      {},
      { content: 5 },
      { stop: 'x' },
      { timings: 5, tokens: 5, prompt_progress: [] },
    ];
    const reading = read(...odd.map((one) => sse(JSON.stringify(one))), said('a'), end);
    assert.deepEqual(textsOf(reading), { response: 'a' });
  });
});
