import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { completionRoute } from '../../../src/recorder/capture/completion-route.js';
import { sentMessages } from '../../../src/recorder/capture/sent-messages.js';
import { parseSentRequest } from '../../../src/recorder/capture/sent-request.js';
import { EventBus } from '../../../src/recorder/event-bus.js';
import type { JsonObject } from '../../../src/trace/index.js';
import { serveModel, sse, streamOf } from '../model-server.js';
import { started } from '../run-events.js';
import { capturing, textOf } from './captured.js';

const named = (type: string, fields: object) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
const line = (message: object) => `${JSON.stringify(message)}\n`;

describe('a request for a completion', () => {
  const others = [
    '/v1/models',
    '/v1/embeddings',
    '/v1/messages/count_tokens',
    '/v1/messages/batches',
    '/v1/responses/resp_1/cancel',
    '/v1beta/models/g:countTokens',
    '/api/tags',
    '/api/pull',
    '/api/embed',
    '/completions/list',
  ];

  it('is told by its path, and nothing else is', () => {
    for (const path of others) assert.equal(completionRoute('POST', path), undefined, path);
    assert.equal(completionRoute('GET', '/v1/chat/completions'), undefined);
    const azure = completionRoute('post', '/openai/deployments/x/chat/completions');
    assert.equal(azure?.dialect, 'openai-chat');
    assert.equal(completionRoute('POST', '/v1beta/models/gemini%2D2:generateContent')?.model, 'gemini-2');
  });

  const answers: [path: string, request: object, provider: string, contentType: string, answer: string[]][] =
    [
      [
        '/v1/completions',
        { model: 'm', prompt: 'Say it' },
        'openai',
        'text/event-stream',
        sse(
          { object: 'text_completion', choices: [{ index: 0, text: 'Said ', finish_reason: null }] },
          { object: 'text_completion', choices: [{ index: 0, text: 'it.', finish_reason: 'stop' }] },
          '[DONE]',
        ),
      ],
      [
        '/completion',
        { prompt: 'Say it', n_predict: 5 },
        'llama.cpp',
        'text/event-stream',
        sse({ content: 'Said ', stop: false }, { content: 'it.', stop: true, model: 'm' }),
      ],
      [
        '/api/v1/chat',
        { model: 'm', input: 'Say it', system_prompt: 'Be brief.' },
        'lm-studio',
        'text/event-stream',
        [
          named('chat.start', { model_instance_id: 'm' }),
          named('message.delta', { content: 'Said ' }),
          named('message.delta', { content: 'it.' }),
          named('chat.end', { result: { output: [], stats: { input_tokens: 3, total_output_tokens: 2 } } }),
        ],
      ],
      [
        '/api/generate',
        { model: 'm', prompt: 'Say it', system: 'Be brief.' },
        'ollama',
        'application/x-ndjson',
        [
          line({ model: 'm', response: 'Said ', done: false }),
          line({ model: 'm', response: 'it.', done: true }),
        ],
      ],
      [
        '/v1beta/models/m:streamGenerateContent',
        { contents: [{ role: 'user', parts: [{ text: 'Say it' }] }] },
        'google',
        'application/json',
        [
          '[',
          line({ candidates: [{ content: { parts: [{ text: 'Said ' }] } }] }),
          ',',
          line({ candidates: [{ content: { parts: [{ text: 'it.' }] }, finishReason: 'STOP' }] }),
          ']',
        ],
      ],
    ];
  for (const [path, request, provider, contentType, answer] of answers) {
    it(`is recorded in the dialect of ${path}`, async () => {
      const model = await serveModel(streamOf(answer, contentType));
      const { fetch, runs } = capturing();
      const body = JSON.stringify(request);
      assert.equal(await (await fetch(model.url + path, { method: 'POST', body })).text(), answer.join(''));
      const [run] = await runs(1);
      assert.equal(textOf(run!), 'Said it.');
      assert.equal(run!.trace.status, 'completed');
      assert.equal(run!.trace.info.provider, provider);
      assert.equal(run!.trace.info.model, 'm');
      const messages = run!.trace.completions[0]!.messages!;
      assert.ok(JSON.stringify(messages.at(-1)).includes('Say it'));
      if (body.includes('Be brief.')) {
        assert.deepEqual(messages[0], { role: 'system', content: 'Be brief.' });
      }
    });
  }
});

describe('the messages of a request', () => {
  const data = 'A'.repeat(400);
  const link = 'https://example.com/cat.png?signature=secret-secret';

  it('keep their texts, and of data its kind and its size', () => {
    const parts: [part: object, kept: object][] = [
      [
        { type: 'image_url', image_url: { url: `data:image/png;base64,${data}` } },
        { type: 'image_url', media_type: 'image/png', bytes: 300 },
      ],
      [
        { type: 'image_url', image_url: { url: link } },
        { type: 'image_url', image_url: { url: link.split('?')[0] } },
      ],
      [
        { type: 'input_image', image_url: `data:image/jpeg;base64,${data}` },
        { type: 'input_image', media_type: 'image/jpeg', bytes: 300 },
      ],
      [
        { type: 'input_audio', input_audio: { data, format: 'mp3' } },
        { type: 'input_audio', media_type: 'audio/mpeg', bytes: 300 },
      ],
      [
        { type: 'file', file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${data}` } },
        { type: 'file', media_type: 'application/pdf', bytes: 300 },
      ],
      [
        { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data } },
        { type: 'document', media_type: 'application/pdf', bytes: 300 },
      ],
      [
        { inlineData: { mimeType: 'video/mp4', data } },
        { type: 'video', media_type: 'video/mp4', bytes: 300 },
      ],
      [{ text: 'Hi' }, { type: 'text', text: 'Hi' }],
      [
        { type: 'input_text', text: 'Hi' },
        { type: 'input_text', text: 'Hi' },
      ],
      [
        { type: 'thinking', thinking: 'Hm.', signature: data },
        { type: 'thinking', thinking: 'Hm.' },
      ],
      [
        {
          type: 'tool_result',
          tool_use_id: 't',
          content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data } }],
        },
        {
          type: 'tool_result',
          tool_use_id: 't',
          content: [{ type: 'image', source: { media_type: 'image/png', bytes: 300 } }],
        },
      ],
    ];
    const content = parts.map(([part]) => part);
    const [message] = sentMessages({ messages: [{ role: 'user', content }] } as JsonObject);
    assert.deepEqual(
      message!.content,
      parts.map(([, kept]) => kept),
    );
  });

  it('are such as the bus takes, whatever a request holds', () => {
    const route = completionRoute('POST', '/v1/chat/completions')!;
    const errors: string[] = [];
    const bus = new EventBus({ onError: (error) => errors.push(error.message) });
    bus.emit('r', started('r'));
    const fields = ['role', 'content', 'parts', 'type', 'text', 'images', 'image_url', 'data', 'tool_calls'];
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, true, 1, '', 'a', 'tool', 'data:image/png;base64,AAAA'),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...fields), tie('any'), { maxKeys: 4 }),
      ),
    })).any;
    const body = fc.dictionary(
      fc.constantFrom(
        'model',
        'messages',
        'input',
        'contents',
        'prompt',
        'system',
        'tools',
        'options',
        'reasoning',
      ),
      value,
    );
    fc.assert(
      fc.property(body, (one) => {
        const request = parseSentRequest(JSON.stringify(one), route);
        if (!request) return;
        const sent = { type: 'prompt_sent', time_ms: 0, messages: request.messages } as const;
        assert.ok(bus.emit('r', sent), JSON.stringify(one));
        assert.deepEqual(errors, []);
      }),
      { numRuns: 500 },
    );
  });
});
