import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { generateText, stepCountIs, streamText, tool } from 'ai';
import { Ollama } from 'ollama';
import { recordRun } from '../../../src/recorder/capture/record-run.js';
import { delta, serveModel, sse, streamOf } from '../model-server.js';
import { capturing, textOf } from './captured.js';

const lines = (...messages: object[]) => messages.map((message) => `${JSON.stringify(message)}\n`);
const named = (...events: { type: string; [field: string]: unknown }[]) =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);

/** A server that gives one answer after the other. */
function inTurn(contentType: string, ...answers: string[][]) {
  return serveModel((response, request) => streamOf(answers.shift() ?? [], contentType)(response, request));
}

describe('recordFetch with the ollama client', () => {
  const chunk = (fields: object) => ({ model: 'q', created_at: '2026-01-01T00:00:00.1Z', ...fields });
  const said = (content: string, rest: object = {}) =>
    chunk({ message: { role: 'assistant', content, ...rest }, done: false });
  const end = chunk({
    message: { role: 'assistant', content: '' },
    done: true,
    done_reason: 'stop',
    eval_count: 3,
  });

  it('records a streamed chat with its thoughts, and an image by its size', async () => {
    const body = lines(said('', { thinking: 'Look.' }), said('A '), said('cat.'), end);
    const model = await inTurn('application/x-ndjson', body);
    const { fetch, runs } = capturing();
    const stream = await new Ollama({ host: model.url, fetch }).chat({
      model: 'q',
      messages: [{ role: 'user', content: 'What is this?', images: ['AAAA'] }],
      stream: true,
      options: { temperature: 0, num_predict: 9 },
    });
    let text = '';
    for await (const part of stream) text += part.message.content;
    assert.equal(text, 'A cat.');
    const [run] = await runs(1);
    assert.equal(run!.trace.status, 'completed');
    assert.equal(textOf(run!), 'A cat.');
    assert.equal(textOf(run!, 'reasoning'), 'Look.');
    assert.equal(run!.events[0]!.provider, 'ollama');
    assert.deepEqual(run!.events[0]!.params, { stream: true, temperature: 0, num_predict: 9 });
    assert.deepEqual(run!.events[1]!.messages, [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image', media_type: 'image/*', bytes: 3 },
        ],
      },
    ]);
  });

  it('records generate, streamed and whole, and a chat that is left early', async () => {
    const last = chunk({ response: '', done: true, done_reason: 'stop', eval_count: 2 });
    const whole = chunk({ response: 'All.', done: true, done_reason: 'stop', eval_count: 2 });
    const model = await inTurn(
      'application/x-ndjson',
      lines(chunk({ response: 'In ', done: false }), chunk({ response: 'parts.', done: false }), last),
      [JSON.stringify(whole)],
      lines(said('One'), said('Two'), said('Three'), end),
    );
    const { fetch, runs } = capturing();
    const ollama = new Ollama({ host: model.url, fetch });
    for await (const _ of await ollama.generate({ model: 'q', prompt: 'Go', stream: true }));
    assert.equal((await ollama.generate({ model: 'q', prompt: 'Go' })).response, 'All.');
    const left = await ollama.chat({
      model: 'q',
      messages: [{ role: 'user', content: 'Go' }],
      stream: true,
    });
    await assert.rejects(async () => {
      for await (const part of left) if (part.message.content) left.abort();
    });
    const found = await runs(3);
    assert.deepEqual(
      found.map(({ trace }) => trace.status),
      ['completed', 'completed', 'cancelled'],
    );
    assert.deepEqual(found.map((run) => textOf(run)).slice(0, 2), ['In parts.', 'All.']);
    assert.match(textOf(found[2]!), /^One/);
  });
});

describe('recordFetch with the Anthropic client', () => {
  const message = {
    id: 'm',
    type: 'message',
    role: 'assistant',
    model: 'c-1',
    content: [],
    stop_reason: null,
  };
  const start = {
    type: 'message_start',
    message: { ...message, usage: { input_tokens: 5, output_tokens: 1 } },
  };
  const ending = (reason: string) => [
    { type: 'message_delta', delta: { stop_reason: reason }, usage: { output_tokens: 7 } },
    { type: 'message_stop' },
  ];
  const blockOf = (index: number, block: object, ...deltas: object[]) => [
    { type: 'content_block_start', index, content_block: block },
    ...deltas.map((one) => ({ type: 'content_block_delta', index, delta: one })),
    { type: 'content_block_stop', index },
  ];
  const client = (baseURL: string, fetch: typeof globalThis.fetch) =>
    new Anthropic({ baseURL, apiKey: 'sk-ant-secret', fetch, maxRetries: 0 });
  const asked = { model: 'c', max_tokens: 50, messages: [{ role: 'user' as const, content: 'Hi' }] };

  it('records a stream with thinking, and leaves the key out', async () => {
    const body = named(
      start,
      ...blockOf(0, { type: 'thinking', thinking: '' }, { type: 'thinking_delta', thinking: 'Hm.' }),
      ...blockOf(
        1,
        { type: 'text', text: '' },
        { type: 'text_delta', text: 'Hello ' },
        { type: 'text_delta', text: 'you.' },
      ),
      ...ending('end_turn'),
    );
    const model = await inTurn('text/event-stream; charset=utf-8', body);
    const { fetch, runs } = capturing();
    const stream = client(model.url, fetch).messages.stream({ ...asked, system: 'Be kind.' });
    assert.equal(await stream.finalText(), 'Hello you.');
    const [run] = await runs(1);
    assert.equal(run!.trace.status, 'completed');
    assert.equal(textOf(run!), 'Hello you.');
    assert.equal(textOf(run!, 'reasoning'), 'Hm.');
    assert.equal(run!.trace.completions[0]!.usage?.completion_tokens, 7);
    assert.deepEqual(run!.events[1]!.messages, [
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'Hi' },
    ]);
    assert.ok(!run!.text.includes('sk-ant-secret'));
  });

  it('records a tool’s use and its result as one run, and an answer that is not streamed', async () => {
    const use = { type: 'tool_use', id: 'toolu_1', name: 'add', input: { a: 1, b: 2 } };
    const usage = { input_tokens: 5, output_tokens: 7 };
    const model = await inTurn(
      'application/json',
      [JSON.stringify({ ...message, content: [use], stop_reason: 'tool_use', usage })],
      [
        JSON.stringify({
          ...message,
          content: [{ type: 'text', text: 'Three.' }],
          stop_reason: 'end_turn',
          usage,
        }),
      ],
    );
    const { fetch, runs } = capturing();
    const anthropic = client(model.url, fetch);
    await recordRun('sum', async () => {
      const first = await anthropic.messages.create(asked);
      await anthropic.messages.create({
        ...asked,
        messages: [
          ...asked.messages,
          { role: 'assistant', content: first.content },
          {
            role: 'user',
            content: [
              { type: 'tool_result', tool_use_id: 'toolu_1', content: [{ type: 'text', text: '3' }] },
            ],
          },
        ],
      });
    });
    const [run] = await runs(1);
    const result = run!.events.find(({ type }) => type === 'tool_result')!;
    assert.deepEqual([result.completion_id, result.tool_call_id, result.output], ['c1', 'toolu_1', '3']);
    assert.equal(run!.events.find(({ type }) => type === 'tool_call')!.arguments, '{"a":1,"b":2}');
    assert.equal(textOf(run!, 'response', 'c2'), 'Three.');
  });

  it('does not take the counting of tokens for a completion', async () => {
    const model = await inTurn('application/json', ['{"input_tokens":5}']);
    const { fetch, bus } = capturing();
    let events = 0;
    bus.subscribe(() => void events++);
    const { model: name, messages } = asked;
    const counted = await client(model.url, fetch).messages.countTokens({ model: name, messages });
    assert.equal(counted.input_tokens, 5);
    assert.equal(events, 0);
  });
});

describe('recordFetch with the Gemini client', () => {
  const part = (parts: object[], rest: object = {}) => ({
    candidates: [{ content: { role: 'model', parts }, index: 0, ...rest }],
    modelVersion: 'g-1',
  });

  it('records streamed thoughts and text, a function’s response, and no key', async () => {
    const call = { functionCall: { name: 'time', args: {} } };
    const model = await inTurn(
      'text/event-stream',
      sse(part([{ text: 'Hm.', thought: true }]), part([call], { finishReason: 'STOP' })),
      sse(part([{ text: 'It is ' }]), part([{ text: 'noon.' }], { finishReason: 'STOP' })),
    );
    const { fetch, runs } = capturing();
    const google = new GoogleGenAI({ apiKey: 'AIza-secret', httpOptions: { baseUrl: model.url, fetch } });
    const ask = {
      role: 'user',
      parts: [{ text: 'Time?' }, { inlineData: { mimeType: 'image/png', data: 'AAAA' } }],
    };
    const given = { functionResponse: { name: 'time', response: { now: '12:00' } } };
    await recordRun('time', async () => {
      const config = { temperature: 0, maxOutputTokens: 20, systemInstruction: 'Be exact.' };
      const first = await google.models.generateContentStream({ model: 'g', contents: [ask], config });
      for await (const _ of first);
      const contents = [ask, { role: 'model', parts: [call] }, { role: 'user', parts: [given] }];
      const second = await google.models.generateContentStream({ model: 'g', contents });
      for await (const _ of second);
    });
    const [run] = await runs(1);
    assert.equal(run!.trace.status, 'completed');
    assert.equal(textOf(run!, 'reasoning'), 'Hm.');
    assert.equal(textOf(run!, 'response', 'c2'), 'It is noon.');
    assert.equal(run!.events[0]!.model, 'g');
    assert.equal(run!.events[0]!.provider, 'google');
    assert.deepEqual(run!.events[0]!.params, { temperature: 0, max_output_tokens: 20 });
    const [system, user] = run!.events[1]!.messages as { role: string; content: object[] }[];
    assert.deepEqual(system, { role: 'system', content: [{ type: 'text', text: 'Be exact.' }] });
    assert.deepEqual(user!.content[1], { type: 'image', media_type: 'image/png', bytes: 3 });
    const result = run!.events.find(({ type }) => type === 'tool_result')!;
    assert.deepEqual([result.completion_id, result.output], ['c1', '{"now":"12:00"}']);
    assert.ok(!run!.text.includes('AIza-secret'));
  });

  it('records an answer that is not streamed', async () => {
    const model = await inTurn('application/json', [
      JSON.stringify(part([{ text: 'Whole.' }], { finishReason: 'STOP' })),
    ]);
    const { fetch, runs } = capturing();
    const google = new GoogleGenAI({ apiKey: 'AIza-secret', httpOptions: { baseUrl: model.url, fetch } });
    assert.equal((await google.models.generateContent({ model: 'g', contents: 'Hi' })).text, 'Whole.');
    const [run] = await runs(1);
    assert.equal(run!.trace.status, 'completed');
    assert.equal(textOf(run!), 'Whole.');
  });
});

describe('recordFetch with the AI SDK', () => {
  const provider = (url: string, fetch: typeof globalThis.fetch) =>
    createOpenAICompatible({ name: 'local', baseURL: `${url}/v1`, fetch })('m');

  it('records a stream, and one that is aborted', async () => {
    const body = sse(
      delta({ role: 'assistant', content: 'Hel' }),
      delta({ content: 'lo' }),
      delta({}, 'stop'),
      '[DONE]',
    );
    let isEndless = false;
    const model = await serveModel(async (response, request) => {
      if (!isEndless) return streamOf(body)(response, request);
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(body[0]);
    });
    const { fetch, runs } = capturing();
    const result = streamText({ model: provider(model.url, fetch), prompt: 'Hi' });
    assert.equal(await result.text, 'Hello');
    isEndless = true;
    const controller = new AbortController();
    const endless = streamText({
      model: provider(model.url, fetch),
      prompt: 'Hi',
      abortSignal: controller.signal,
      onError: () => {},
    });
    for await (const _ of endless.textStream) controller.abort();
    const [whole, cancelled] = await runs(2);
    assert.equal(whole!.trace.status, 'completed');
    assert.equal(textOf(whole!), 'Hello');
    assert.equal(cancelled!.trace.status, 'cancelled');
    assert.equal(textOf(cancelled!), 'Hel');
  });

  it('records a tool loop as one run', async () => {
    const calls = [{ id: 'call_z', type: 'function', function: { name: 'roll', arguments: '{}' } }];
    const whole = (message: object, reason: string) => [
      JSON.stringify({
        object: 'chat.completion',
        model: 'm',
        choices: [{ index: 0, message, finish_reason: reason }],
      }),
    ];
    const model = await inTurn(
      'application/json',
      whole({ role: 'assistant', content: null, tool_calls: calls }, 'tool_calls'),
      whole({ role: 'assistant', content: 'A six.' }, 'stop'),
    );
    const { fetch, runs } = capturing();
    const { jsonSchema } = await import('ai');
    const roll = tool({ inputSchema: jsonSchema({ type: 'object', properties: {} }), execute: () => 'six' });
    const result = await recordRun('dice', () =>
      generateText({
        model: provider(model.url, fetch),
        prompt: 'Roll.',
        tools: { roll },
        stopWhen: stepCountIs(3),
      }),
    );
    assert.equal(result.text, 'A six.');
    const [run] = await runs(1);
    const toolResult = run!.events.find(({ type }) => type === 'tool_result')!;
    assert.deepEqual(
      [toolResult.completion_id, toolResult.tool_call_id, toolResult.output],
      ['c1', 'call_z', 'six'],
    );
    assert.equal(textOf(run!, 'response', 'c2'), 'A six.');
    assert.equal(run!.trace.status, 'completed');
  });
});
