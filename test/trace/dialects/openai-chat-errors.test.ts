import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chunk, content, done, only, readChat, sse, stop, textsOf, typesOf } from '../helpers/streams.js';

const message = 'context size exceeded';
const FORMS: Record<string, [frames: string, code: string | undefined]> = {
  'an error object as data': [sse({ error: { message, code: 'ctx' } }), 'ctx'],
  'an error with a type and a number for code': [
    sse({ error: { message, type: 'server_error', code: 500 } }),
    '500',
  ],
  'an error text as data': [sse({ error: message }), undefined],
  'an event named error': [`event: error\n${sse({ error: { message } })}`, undefined],
  'an event named error whose data is the error itself': [
    `event: error\n${sse({ message, code: 500 })}`,
    '500',
  ],
  'an event named error whose data is text': [`event: error\n${sse(message)}`, undefined],
  'an object that calls itself an error': [sse({ object: 'error', message, code: 400 }), '400'],
  'llama.cpp’s line': [`error: {"code":500,"message":"${message}","type":"server_error"}\n\n`, '500'],
  'a line with an error within': [`error: {"error":{"message":"${message}"}}\n\n`, undefined],
  'a line with a detail': [`error: {"detail":"${message}"}\n\n`, undefined],
  'a line of text': [`error: ${message}\n\n`, undefined],
  'a bare JSON body': [`{"error":{"message":"${message}"}}\n\n`, undefined],
  'a gateway’s chunk with an error beside its choices': [
    sse({
      choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
      error: { message, code: 502 },
    }),
    '502',
  ],
};

describe('an error in a chat completion’s stream', () => {
  for (const [form, [frames, code]] of Object.entries(FORMS)) {
    test(`is read as ${form}, cut at every place`, () => {
      const body = content('a') + content('b') + frames;
      for (let cut = 0; cut <= body.length; cut++) {
        const reading = readChat(body.slice(0, cut), body.slice(cut));
        assert.deepEqual(textsOf(reading), { response: 'ab' });
        assert.deepEqual({ code: undefined, ...only(reading, 'error') }, { type: 'error', message, code });
        assert.equal(reading.stream.ending, 'failed');
        assert.deepEqual({ code: undefined, ...reading.stream.error }, { message, code });
      }
    });
  }

  test('is the whole body where nothing was streamed', () => {
    for (const body of ['{"error":{"message":"no model"}}', '{\n "error": "no model"\n}']) {
      const reading = readChat(body);
      assert.equal(reading.stream.ending, 'failed');
      assert.equal(reading.stream.error?.message, 'no model');
    }
  });

  test('ends it: nothing after it is read, and no completion is told', () => {
    const reading = readChat(content('a'), sse({ error: 'x' }), content('b'), stop, done);
    assert.deepEqual(typesOf(reading), ['token', 'error']);
  });

  test('that tells no reason says so', () => {
    assert.deepEqual(readChat(sse({ error: { code: 1 } })).stream.error, {
      message: 'the server told no reason',
      code: '1',
    });
  });

  test('is none where the field says nothing', () => {
    for (const error of [null, '', {}, false]) {
      const reading = readChat(chunk({ content: 'a' }, { error }), stop, done);
      assert.equal(reading.stream.ending, 'completed');
      assert.deepEqual(textsOf(reading), { response: 'a' });
    }
  });

  test('that was swallowed into an empty chunk leaves the stream cut', () => {
    const reading = readChat(content('a'), chunk({ role: 'assistant', content: '' }));
    assert.equal(reading.stream.ending, 'open');
  });
});
