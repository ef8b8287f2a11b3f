import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { done, only, readChat, sse, textsOf, tokensOf } from '../helpers/streams.js';

const chunkOf = (text: string, choice: object = {}, more: object = {}) => ({
  id: 'cmpl-1',
  object: 'text_completion',
  model: 'm1',
  choices: [{ index: 0, text, logprobs: null, finish_reason: null, ...choice }],
  ...more,
});
const said = (text: string, choice: object = {}, more: object = {}) => sse(chunkOf(text, choice, more));
const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };

describe('a legacy text completion’s stream', () => {
  test('is its text and its end', () => {
    const reading = readChat(
      said('Hel'),
      said('lo', { finish_reason: 'length' }),
      sse({ object: 'text_completion', choices: [], usage }),
      done,
    );
    assert.deepEqual(reading.events, [
      { type: 'token', text: 'Hel' },
      { type: 'token', text: 'lo' },
      { type: 'response_completed', finish_reason: 'length', usage },
    ]);
    assert.equal(reading.stream.ending, 'completed');
    assert.equal(reading.stream.model, 'm1');
  });

  test('without an end mark is complete by its finish reason, and cut without one', () => {
    assert.equal(readChat(said('a'), said('', { finish_reason: 'stop' })).stream.ending, 'completed');
    assert.equal(readChat(said('a'), said('b')).stream.ending, 'open');
  });

  test('counts tokens by its log probabilities', () => {
    const logprobs = (...values: number[]) => ({
      logprobs: {
        tokens: values.map(() => 't'),
        token_logprobs: values,
        top_logprobs: null,
        text_offset: [0],
      },
    });
    const [one, two] = tokensOf(readChat(said('a', logprobs(-0.5)), said('bc', logprobs(-1, -2)), done));
    assert.deepEqual(one, { type: 'token', text: 'a', count: 1, logprob: -0.5 });
    assert.deepEqual(two, { type: 'token', text: 'bc', count: 2 });
  });

  test('of several choices is a completion for each', () => {
    const reading = readChat(said('a'), said('x', { index: 1 }), said('b'), done);
    assert.deepEqual(textsOf(reading), { response: 'ab', '#1/response': 'x' });
  });

  test('may be one answer that was not streamed', () => {
    const reading = readChat(...JSON.stringify(chunkOf('Hi', { finish_reason: 'stop' }, { usage }), null, 2));
    assert.deepEqual(textsOf(reading), { response: 'Hi' });
    assert.deepEqual(only(reading, 'response_completed').usage, usage);
  });
});
