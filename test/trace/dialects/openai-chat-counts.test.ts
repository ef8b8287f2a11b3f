import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  chunk,
  content,
  done,
  only,
  readChat,
  sse,
  stop,
  tokensOf,
  typesOf,
  type StreamReading,
} from '../helpers/streams.js';

const usage = { prompt_tokens: 5, completion_tokens: 4, total_tokens: 9 };

const countsOf = (reading: StreamReading) => tokensOf(reading).map((token) => token.count);
const upTo = (tokens: number) => ({ usage: { prompt_tokens: 5, completion_tokens: tokens } });

describe('the usage of a chat completion’s stream', () => {
  const SHAPES: Record<string, string> = {
    'with no choices': sse({ model: 'm', choices: [], usage }),
    'without choices at all': sse({ model: 'm', usage }),
    'with an empty choice': sse({ choices: [{ index: 0, delta: {} }], usage }),
    'with a choice that has no delta': sse({ choices: [{ index: 0 }], usage }),
    'with a choice whose delta is null': sse({ choices: [{ index: 0, delta: null }], usage }),
    'followed by a null one': sse({ choices: [], usage }) + sse({ choices: [], usage: null }),
    'followed by an empty one': sse({ choices: [], usage }) + sse({ choices: [], usage: {} }),
  };

  for (const [shape, frames] of Object.entries(SHAPES)) {
    test(`is read ${shape}, and counts no chunk`, () => {
      const reading = readChat(content('a', { usage: null }), content('b'), stop, frames, done);
      assert.deepEqual(only(reading, 'response_completed').usage, usage);
      assert.deepEqual(countsOf(reading), [undefined, undefined]);
    });
  }

  test('of a whole answer is that of its parts together, and counts none of them', () => {
    const message = { role: 'assistant', reasoning_content: 'hm', content: 'Hi' };
    const reading = readChat(
      JSON.stringify({ model: 'm', choices: [{ index: 0, message, finish_reason: 'stop' }], usage }),
    );
    assert.deepEqual(only(reading, 'response_completed').usage, usage);
    assert.deepEqual(countsOf(reading), [undefined, undefined]);
  });

  test('on the chunk of the finish reason is read', () => {
    const reading = readChat(content('a'), chunk({}, { finish_reason: 'stop', usage }), done);
    assert.deepEqual(only(reading, 'response_completed').usage, usage);
  });

  test('on the last chunk with content does not count as that chunk’s tokens', () => {
    const reading = readChat(
      content('a'),
      content('b'),
      content('c', { finish_reason: 'stop', usage }),
      done,
    );
    assert.deepEqual(countsOf(reading), [undefined, undefined, undefined]);
    assert.deepEqual(only(reading, 'response_completed').usage, usage);
  });

  test('tells its reasoning, and adds up the total that it does not tell', () => {
    const told = {
      prompt_tokens: 5,
      completion_tokens: 9,
      completion_tokens_details: { reasoning_tokens: 6 },
    };
    assert.deepEqual(
      only(readChat(content('a'), stop, sse({ choices: [], usage: told })), 'response_completed').usage,
      {
        prompt_tokens: 5,
        completion_tokens: 9,
        reasoning_tokens: 6,
        total_tokens: 14,
      },
    );
    const other = { input_tokens: 5, output_tokens: 9, output_tokens_details: { reasoning_tokens: 6 } };
    assert.deepEqual(only(readChat(content('a'), stop, sse({ usage: other })), 'response_completed').usage, {
      prompt_tokens: 5,
      completion_tokens: 9,
      reasoning_tokens: 6,
      total_tokens: 14,
    });
  });

  test('of a wrong shape is none', () => {
    for (const wrong of [{}, null, [], 5, { completion_tokens: -1 }, { completion_tokens: 'many' }]) {
      const reading = readChat(content('a'), stop, sse({ choices: [], usage: wrong }), done);
      assert.equal(only(reading, 'response_completed').usage, undefined);
    }
  });
});

describe('the tokens of a chunk', () => {
  test('are told by a usage on every chunk', () => {
    const reading = readChat(
      chunk({ role: 'assistant', content: '' }, upTo(0)),
      content('several', upTo(3)),
      content(' at', upTo(4)),
      content(' once', upTo(8)),
      chunk({}, { finish_reason: 'stop', ...upTo(8) }),
      sse({ choices: [], ...upTo(8) }),
      done,
    );
    assert.deepEqual(countsOf(reading), [3, 1, 4]);
    assert.equal(only(reading, 'response_completed').usage?.completion_tokens, 8);
  });

  test('include those of empty chunks before it', () => {
    const reading = readChat(content('a', upTo(1)), content('', upTo(4)), content('b', upTo(6)), stop);
    assert.deepEqual(countsOf(reading), [1, 5]);
  });

  test('are told by llama.cpp’s timings on every chunk', () => {
    const timings = (predicted: number) => ({ timings: { predicted_n: predicted } });
    assert.deepEqual(countsOf(readChat(content('a', timings(1)), content('b', timings(3)), stop)), [1, 2]);
  });

  test('are not told by a usage that stays at nothing until the end', () => {
    const reading = readChat(content('a', upTo(0)), content('b', upTo(0)), content('c', upTo(7)), stop, done);
    assert.deepEqual(countsOf(reading), [undefined, undefined, undefined]);
  });

  test('are not told by a usage where it goes down', () => {
    const reading = readChat(content('a', upTo(5)), content('b', upTo(3)), content('c', upTo(4)), stop);
    assert.deepEqual(countsOf(reading)[1], undefined);
  });

  test('are as many as its log probabilities, with the one of a single token', () => {
    const logprobs = (...values: number[]) => ({
      logprobs: {
        content: values.map((logprob) => ({ token: 't', logprob, bytes: null, top_logprobs: [] })),
      },
    });
    const reading = readChat(
      content('a', logprobs(-0.5)),
      content('b', logprobs(-1, -2)),
      content('c', { logprobs: null }),
      stop,
    );
    assert.deepEqual(tokensOf(reading), [
      { type: 'token', text: 'a', count: 1, logprob: -0.5 },
      { type: 'token', text: 'b', count: 2 },
      { type: 'token', text: 'c' },
    ]);
  });

  test('are as many as its token ids', () => {
    const reading = readChat(content('a', { token_ids: [1, 2, 3] }), content('b', { token_ids: null }), stop);
    assert.deepEqual(countsOf(reading), [3, undefined]);
  });

  test('are not told by a usage that several choices share', () => {
    const reading = readChat(
      content('a', upTo(1)),
      content('x', { index: 1, ...upTo(2) }),
      content('b', upTo(3)),
      content('y', { index: 1, ...upTo(4) }),
      stop,
    );
    assert.deepEqual(countsOf(reading).slice(1), [undefined, undefined, undefined]);
  });
});

describe('llama.cpp’s extras', () => {
  test('tell how far the prompt has been read', () => {
    const progress = (processed: number) => ({
      prompt_progress: { total: 200, cache: 0, processed, time_ms: 5 },
    });
    const reading = readChat(
      chunk({ role: 'assistant', content: null }, progress(50)),
      sse({ choices: [], ...progress(200) }),
      content('a'),
      stop,
    );
    assert.deepEqual(reading.events.slice(0, 2), [
      { type: 'phase', name: 'prefill', progress: 0.25 },
      { type: 'phase', name: 'prefill', progress: 1 },
    ]);
    for (const wrong of [{ total: 0, processed: 0 }, { total: 5 }, {}, null])
      assert.deepEqual(typesOf(readChat(sse({ choices: [], prompt_progress: wrong }))), []);
  });

  test('tell its own figures at the end', () => {
    const timings = { prompt_ms: 9, predicted_ms: 484, predicted_n: 57 };
    const reading = readChat(content('a'), content('b'), stop, sse({ choices: [], usage, timings }), done);
    assert.deepEqual(only(reading, 'response_completed').server_timings, timings);
    assert.deepEqual(countsOf(reading), [undefined, undefined]);
  });

  test('tell its own clock on every chunk', () => {
    const timings = (predicted_n: number, predicted_ms: number) => ({
      timings: { prompt_ms: 100, predicted_ms, predicted_n },
    });
    const { timed, stream } = readChat(content('a', timings(1, 0)), content('b', timings(2, 30.5)), stop);
    assert.deepEqual(
      timed.slice(0, 2).map(({ serverClockMs }) => serverClockMs),
      [100, 130.5],
    );
    assert.equal(stream.serverStartMs, 0);
  });
});
