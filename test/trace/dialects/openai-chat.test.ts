import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  chunk,
  chunkOf,
  content,
  done,
  only,
  readChat,
  sse,
  stop,
  textsOf,
  tokensOf,
  typesOf,
} from '../helpers/streams.js';

const role = chunk({ role: 'assistant', content: '' });

describe('a chat completion’s stream', () => {
  test('is its tokens and its end', () => {
    const reading = readChat(role, content('Hel'), content('lo'), stop, done);
    assert.deepEqual(reading.events, [
      { type: 'token', text: 'Hel' },
      { type: 'token', text: 'lo' },
      { type: 'response_completed', finish_reason: 'stop' },
    ]);
    assert.equal(reading.stream.ending, 'completed');
    assert.equal(reading.stream.model, 'm1');
  });

  test('tells when each chunk came', () => {
    const { timed } = readChat(content('a') + content('b'), content('c'), stop + done);
    assert.deepEqual(
      timed.map(({ arrivalMs }) => arrivalMs),
      [1, 1, 2, 3],
    );
  });

  test('puts its completion’s id on every event', async () => {
    const { createDialectStream } = await import('../../../src/trace/index.js');
    const stream = createDialectStream('openai-chat', { completionId: 'c7' });
    const events = [...stream.push(content('a') + stop + done), ...stream.finish()].map(({ event }) => event);
    assert.deepEqual(events[0], { type: 'token', completion_id: 'c7', text: 'a' });
    assert.equal((events[1] as { completion_id?: string }).completion_id, 'c7');
  });

  test('that ends without [DONE] but with a finish reason is complete', () => {
    const reading = readChat(content('a'), stop);
    assert.equal(reading.stream.ending, 'completed');
    assert.equal(only(reading, 'response_completed').finish_reason, 'stop');
  });

  test('that ends without either is cut', () => {
    const reading = readChat(content('a'), content('b'));
    assert.equal(reading.stream.ending, 'open');
    assert.deepEqual(typesOf(reading), ['token', 'token']);
  });

  test('of which one choice did not finish is cut', () => {
    const reading = readChat(content('a'), content('x', { index: 1 }), stop);
    assert.equal(reading.stream.ending, 'open');
  });

  test('that is cut within a chunk says nothing of what is left of it', () => {
    const reading = readChat(content('a'), content('b').slice(0, 40));
    assert.deepEqual(reading.events, [{ type: 'token', text: 'a' }]);
  });

  test('says nothing more after its end', () => {
    const reading = readChat(content('a'), stop, done, content('b'), done);
    assert.deepEqual(typesOf(reading), ['token', 'response_completed']);
  });

  test('may end with nothing said', () => {
    assert.deepEqual(typesOf(readChat(done)), ['response_completed']);
    assert.deepEqual(typesOf(readChat('data: [DONE] \n\n')), ['response_completed']);
    assert.deepEqual(typesOf(readChat('')), []);
  });

  test('keeps text that is half a character, as the server sent it', () => {
    assert.deepEqual(textsOf(readChat(content('\ufffd'), content('\ufffd'), stop)), {
      response: '\ufffd\ufffd',
    });
  });

  test('may send its content in parts, or a refusal', () => {
    const parts = [{ type: 'text', text: 'a' }, { type: 'image' }, { type: 'text', text: 'b' }];
    assert.deepEqual(textsOf(readChat(chunk({ content: parts }), stop)), { response: 'ab' });
    assert.deepEqual(textsOf(readChat(chunk({ content: null, refusal: 'I can’t.' }), stop)), {
      response: 'I can’t.',
    });
  });

  test('may be one answer that was not streamed', () => {
    const answer = {
      model: 'm1',
      choices: [{ index: 0, message: { content: 'Hi', reasoning: 'hm' }, finish_reason: 'stop' }],
    };
    for (const body of [
      JSON.stringify(answer),
      JSON.stringify(answer, null, 2),
      `\uFEFF${JSON.stringify(answer)}`,
    ]) {
      const reading = readChat(...body);
      assert.deepEqual(textsOf(reading), { reasoning: 'hm', response: 'Hi' });
      assert.equal(reading.stream.ending, 'completed');
    }
    assert.equal(readChat(JSON.stringify(answer).slice(0, -9)).stream.ending, 'open');
  });

  test('may bring LM Studio’s own figures', () => {
    const stats = { tokens_per_second: 51.4, time_to_first_token: 0.111, generation_time: 0.954 };
    const choice = { index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' };
    const reading = readChat(
      JSON.stringify({ object: 'chat.completion', choices: [choice], stats, model_info: {} }),
    );
    assert.deepEqual(only(reading, 'response_completed').server_timings, stats);
  });

  test('may be chunks on lines of their own, as some save it', () => {
    const lines = ['a', 'b'].map((text) => JSON.stringify(chunkOf({ content: text })));
    const end = JSON.stringify(chunkOf({}, { finish_reason: 'stop' }));
    const reading = readChat([...lines, end].join('\n'));
    assert.deepEqual(textsOf(reading), { response: 'ab' });
    assert.equal(reading.stream.ending, 'completed');
  });
});

describe('reasoning in a chat completion’s stream', () => {
  test('is read under either name, and once where both are there', () => {
    const reading = readChat(
      chunk({ reasoning_content: 'a', content: null }),
      chunk({ reasoning: 'b', content: '' }),
      chunk({ reasoning_content: '', reasoning: 'c' }),
      chunk({ reasoning_content: 'd', reasoning: 'd' }),
      chunk({ reasoning_content: null, reasoning: null, content: 'e' }),
      stop,
    );
    assert.deepEqual(textsOf(reading), { reasoning: 'abcd', response: 'e' });
  });

  test('is said to be complete just before what follows it', () => {
    const reading = readChat(
      chunk({ reasoning: 'a' }),
      content(''),
      chunk({ reasoning: 'b' }),
      content('c'),
      content('d'),
      stop,
    );
    assert.deepEqual(typesOf(reading), [
      'token',
      'token',
      'reasoning_completed',
      'token',
      'token',
      'response_completed',
    ]);
  });

  test('and content of one chunk are both read, the tokens counted once', () => {
    const both = chunk({ reasoning: 'hm', content: 'a' }, { usage: { completion_tokens: 3 } });
    assert.deepEqual(tokensOf(readChat(both, stop)), [
      { type: 'token', text: 'hm', channel: 'reasoning', count: 3 },
      { type: 'token', text: 'a', count: 0 },
    ]);
  });

  test('in leading tags of the content is told apart, tags included', () => {
    const reading = readChat(content('<th'), content('ink>a'), content('</think>\n'), content('b'), stop);
    assert.deepEqual(textsOf(reading), { reasoning: '<think>a</think>', response: '\nb' });
    assert.deepEqual(
      reading.timed.map(({ arrivalMs }) => arrivalMs),
      [1, 2, 3, 3, 3, 4, 5],
    );
  });

  test('in tags keeps each chunk’s own count and log probability', () => {
    const logprobs = (logprob: number) => ({ logprobs: { content: [{ token: 't', logprob }] } });
    const reading = readChat(
      content('<', logprobs(-1)),
      content('think', logprobs(-2)),
      content('>', logprobs(-3)),
      content('a</think>b', logprobs(-4)),
      stop,
    );
    assert.deepEqual(
      tokensOf(reading).map(({ text, count, logprob }) => [text, count, logprob]),
      [
        ['<', 1, -1],
        ['think', 1, -2],
        ['>', 1, -3],
        ['a</think>', 1, -4],
        ['b', 0, undefined],
      ],
    );
  });

  test('comes after content that was held back before it', () => {
    const reading = readChat(content('\n'), chunk({ reasoning: 'a' }), content('b'), stop);
    assert.deepEqual(
      tokensOf(reading).map(({ text }) => text),
      ['\n', 'a', 'b'],
    );
  });
});

describe('the choices of a chat completion’s stream', () => {
  test('are completions of their own, the first the main one', () => {
    const reading = readChat(
      content('a'),
      content('x', { index: 1 }),
      content('b'),
      chunk({}, { index: 1, finish_reason: 'length' }),
      stop,
      sse({ choices: [], usage: { completion_tokens: 3, prompt_tokens: 2 } }),
      done,
    );
    assert.deepEqual(textsOf(reading), { response: 'ab', '#1/response': 'x' });
    const ends = reading.events.filter((event) => event.type === 'response_completed');
    assert.deepEqual(
      ends.map(({ completion_id: id, finish_reason: reason, usage }) => [
        id,
        reason,
        usage?.completion_tokens,
      ]),
      [
        [undefined, 'stop', 3],
        ['#1', 'length', undefined],
      ],
    );
  });

  test('in one chunk without indexes are told apart by their place', () => {
    const reading = readChat(sse({ choices: [{ delta: { content: 'a' } }, { delta: { content: 'b' } }] }));
    assert.deepEqual(textsOf(reading), { response: 'a', '#1/response': 'b' });
  });
});

describe('the framing of a chat completion’s stream', () => {
  const whole = role + content('Grüße ') + content('😀') + stop + done;
  const FRAMINGS: Record<string, string> = {
    'without spaces': whole.replaceAll('data: ', 'data:'),
    'with CRLF': whole.replaceAll('\n', '\r\n'),
    'with CR': whole.replaceAll('\n', '\r'),
    'with a byte order mark': `\uFEFF${whole}`,
    'without a last blank line': whole.trimEnd(),
    'without blank lines between its events': whole.replaceAll('\n\n', '\n'),
    'with named events and ids': whole.replaceAll('data: ', 'event: chunk\nid: 5\ndata: '),
    'with comments': whole.replaceAll('data: ', ': ping\n\n:\n\ndata: '),
    'with comments within its events': whole.replaceAll('data: ', ': ping\ndata: '),
    'with comments wrapped as data': whole.replaceAll('data: ', 'data: : OPENROUTER PROCESSING\n\ndata: '),
    'with padding': whole.replaceAll('"model"', '"obfuscation":"xyz","model"'),
  };

  for (const [name, body] of Object.entries(FRAMINGS)) {
    test(`${name} reads the same, cut at every place`, () => {
      for (let cut = 0; cut <= body.length; cut++) {
        const reading = readChat(body.slice(0, cut), body.slice(cut));
        assert.deepEqual(textsOf(reading), { response: 'Grüße 😀' });
        assert.equal(reading.stream.ending, 'completed');
      }
      const reading = readChat(...body);
      assert.deepEqual(textsOf(reading), { response: 'Grüße 😀' });
    });
  }

  test('keeps heartbeats as events, said and unsaid', () => {
    const reading = readChat(': ping\n\n', ':\n\n', 'data: : OPENROUTER PROCESSING\n\n');
    assert.deepEqual(reading.events, [
      { type: 'log', level: 'debug', message: 'heartbeat: ping' },
      { type: 'log', level: 'debug', message: 'heartbeat' },
      { type: 'log', level: 'debug', message: 'heartbeat: OPENROUTER PROCESSING' },
    ]);
  });

  test('says what it could not read, and reads on', () => {
    const reading = readChat(content('a'), 'data: {broken\n\n', content('b'), stop);
    assert.deepEqual(textsOf(reading), { response: 'ab' });
    assert.deepEqual(only(reading, 'log'), { type: 'log', level: 'warning', message: 'not JSON: {broken' });
  });

  test('without blank lines keeps what is whole where it is cut, or holds what is no chunk', () => {
    const lines = (content('a') + content('b') + content('c')).replaceAll('\n\n', '\n');
    assert.deepEqual(textsOf(readChat(lines.slice(0, -20))), { response: 'ab' });
    const mixed = `${content('a').trim()}\ndata: : ping\n${content('b').trim()}\ndata: oops\n${stop}`;
    const reading = readChat(mixed);
    assert.deepEqual(textsOf(reading), { response: 'ab' });
    assert.equal(reading.stream.ending, 'completed');
  });

  test('bears an event over many chunks and many events in one', () => {
    const body = content('a'.repeat(5000)) + content('b') + stop + done;
    const pieces = body.match(/[^]{1,7}/g)!;
    for (const reading of [readChat(...pieces), readChat(body)]) {
      assert.equal(textsOf(reading).response, `${'a'.repeat(5000)}b`);
    }
  });

  test('stops reading at a frame beyond any bound', () => {
    const reading = readChat(
      content('a'),
      'data: ',
      ...Array.from({ length: 5 }, () => 'x'.repeat(16 * 1024 * 1024)),
      content('b'),
    );
    assert.deepEqual(textsOf(reading), { response: 'a' });
    assert.equal(reading.stream.ending, 'open');
  });

  test('bears chunks of any shape', () => {
    const odd = [
      5,
      null,
      [],
      'x',
      {},
      { choices: {} },
      { choices: [5, null, []] },
      { choices: [{ delta: [] }] },
      { choices: [{ delta: { content: 5, tool_calls: 5 } }] },
    ];
    const reading = readChat(...odd.map((one) => `data: ${JSON.stringify(one)}\n\n`), content('a'), stop);
    assert.deepEqual(textsOf(reading), { response: 'a' });
  });
});
