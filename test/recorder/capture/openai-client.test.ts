import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import OpenAI from 'openai';
import { recordRun } from '../../../src/recorder/capture/record-run.js';
import { delta, serveModel, sse, streamOf } from '../model-server.js';
import { capturing, textOf } from './captured.js';

const answer = sse(
  delta({ role: 'assistant', reasoning_content: 'Hm.' }),
  delta({ content: 'Be' }),
  delta({ content: 'cause 🎬' }),
  delta({}, 'stop'),
  { choices: [], usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 } },
  '[DONE]',
);

const asked = {
  model: 'm',
  messages: [
    { role: 'system' as const, content: 'Be brief.' },
    { role: 'user' as const, content: 'Why?' },
  ],
};

const key = 'sk-secret-secret';

function client(url: string, fetch: typeof globalThis.fetch): OpenAI {
  return new OpenAI({ baseURL: `${url}/v1`, apiKey: key, fetch, maxRetries: 0 });
}

function call(id: string, name: string, args: string): string[] {
  return sse(
    delta({
      role: 'assistant',
      tool_calls: [{ index: 0, id, type: 'function', function: { name, arguments: '' } }],
    }),
    delta({ tool_calls: [{ index: 0, function: { arguments: args } }] }),
    delta({}, 'tool_calls'),
    '[DONE]',
  );
}

describe('recordFetch with the openai client: chat completions', () => {
  it('records a streamed answer, its request and its parameters', async () => {
    const model = await serveModel(streamOf(answer));
    const { fetch, runs } = capturing();
    const stream = await client(model.url, fetch).chat.completions.create({
      ...asked,
      stream: true,
      temperature: 0.5,
      max_tokens: 9,
      user: 'a person',
      tools: [{ type: 'function', function: { name: 'f', parameters: {} } }],
    });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    assert.equal(text, 'Because 🎬');
    const [run] = await runs(1);
    assert.equal(
      run!.types,
      'run_started prompt_sent token reasoning_completed token response_completed run_completed',
    );
    assert.equal(textOf(run!), 'Because 🎬');
    assert.equal(textOf(run!, 'reasoning'), 'Hm.');
    assert.deepEqual(run!.events[0]!.params, { stream: true, temperature: 0.5, max_tokens: 9, tools: 1 });
    assert.equal(run!.events[0]!.model, 'm');
    assert.deepEqual(run!.events[1]!.messages, asked.messages);
    assert.ok(!run!.text.includes(key));
    assert.equal(model.posts()[0]!.headers.authorization, `Bearer ${key}`);
  });

  it('records an answer that is not streamed as one chunk', async () => {
    const whole = {
      object: 'chat.completion',
      model: 'm-1',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Whole.' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
    };
    const model = await serveModel(streamOf([JSON.stringify(whole)], 'application/json'));
    const { fetch, runs } = capturing();
    const got = await client(model.url, fetch).chat.completions.create(asked);
    assert.equal(got.choices[0]!.message.content, 'Whole.');
    const [run] = await runs(1);
    assert.deepEqual(
      run!.events.filter(({ type }) => type === 'token').map(({ text }) => text),
      ['Whole.'],
    );
    assert.equal(run!.trace.status, 'completed');
    assert.equal(run!.trace.completions[0]!.usage?.completion_tokens, 2);
  });

  it('records a client that stops early as cancelled, with what it had read', async () => {
    const model = await serveModel(async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(answer[0]! + answer[1]!);
      // Never ended: only the client can.
    });
    const { fetch, runs } = capturing();
    const stream = await client(model.url, fetch).chat.completions.create({ ...asked, stream: true });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
    const [run] = await runs(1);
    assert.equal(run!.trace.status, 'cancelled');
    assert.equal(textOf(run!), 'Be');
  });

  it('records an aborted request as cancelled, before and after its answer began', async () => {
    let isLate = false;
    const model = await serveModel((response) => {
      if (!isLate) return;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(answer[1]);
    });
    const { fetch, runs } = capturing();
    const openai = client(model.url, fetch);
    const early = new AbortController();
    const never = openai.chat.completions.create({ ...asked, stream: true }, { signal: early.signal });
    setImmediate(() => early.abort());
    await assert.rejects(never, OpenAI.APIUserAbortError);
    isLate = true;
    const late = new AbortController();
    const stream = await openai.chat.completions.create({ ...asked, stream: true }, { signal: late.signal });
    for await (const _ of stream) late.abort();
    const [first, second] = await runs(2);
    assert.equal(first!.trace.status, 'cancelled');
    assert.equal(second!.trace.status, 'cancelled');
    assert.equal(textOf(second!), 'Be');
  });

  it('records a group whose program gave up with its own abort as cancelled', async () => {
    const model = await serveModel(() => {});
    const { fetch, runs } = capturing();
    const openai = client(model.url, fetch);
    const controller = new AbortController();
    const group = recordRun('left', () =>
      openai.chat.completions.create({ ...asked, stream: true }, { signal: controller.signal }),
    );
    setImmediate(() => controller.abort());
    await assert.rejects(group, OpenAI.APIUserAbortError);
    const [run] = await runs(1);
    assert.equal(run!.trace.status, 'cancelled');
  });

  it('records a refusal with the server’s words, and without the key that it repeats', async () => {
    const model = await serveModel((response) => {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: `Incorrect API key: ${key}` } }));
    });
    const { fetch, runs } = capturing();
    await assert.rejects(client(model.url, fetch).chat.completions.create(asked), OpenAI.AuthenticationError);
    const [run] = await runs(1);
    assert.deepEqual(run!.trace.error, {
      message: 'HTTP 401 Unauthorized: Incorrect API key: [redacted]',
      code: 'http_error',
    });
    assert.ok(!run!.text.includes(key));
  });

  it('records a connection that breaks off as a cut stream', async () => {
    const model = await serveModel(async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(answer[1]!, () => response.destroy());
    });
    const { fetch, runs } = capturing();
    const stream = await client(model.url, fetch).chat.completions.create({ ...asked, stream: true });
    await assert.rejects(async () => {
      for await (const _ of stream);
    });
    const [run] = await runs(1);
    assert.equal(run!.trace.error?.code, 'stream_cut');
    assert.equal(textOf(run!), 'Be');
  });

  it('records a tool loop over several requests as one run', async () => {
    const answers = [call('call_a', 'weather', '{"city":"Rome"}'), answer];
    const model = await serveModel((response, request) => streamOf(answers.shift()!)(response, request));
    const { fetch, runs } = capturing();
    const openai = client(model.url, fetch);
    const text = await recordRun('forecast', async () => {
      const runner = openai.chat.completions.runTools({
        ...asked,
        stream: true,
        tools: [
          {
            type: 'function',
            function: {
              name: 'weather',
              description: 'Tells the weather.',
              parameters: { type: 'object', properties: { city: { type: 'string' } } },
              parse: JSON.parse,
              function: ({ city }: { city: string }) => `Sunny in ${city}.`,
            },
          },
        ],
      });
      return runner.finalContent();
    });
    assert.equal(text, 'Because 🎬');
    const [run] = await runs(1);
    assert.equal(
      run!.types,
      'run_started prompt_sent token tool_call response_completed ' +
        'tool_result prompt_sent token reasoning_completed token response_completed run_completed',
    );
    const result = run!.events.find(({ type }) => type === 'tool_result')!;
    assert.equal(result.completion_id, 'c1');
    assert.equal(result.tool_call_id, 'call_a');
    assert.equal(result.output, 'Sunny in Rome.');
    assert.equal(textOf(run!, 'response', 'c2'), 'Because 🎬');
    assert.equal(run!.events[0]!.workload, 'forecast');
  });
});

describe('recordFetch with the openai client: responses', () => {
  const created = { id: 'r', object: 'response', model: 'm-2', output: [], status: 'in_progress' };
  const frames = (...events: { type: string }[]) =>
    events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  const text = { output_index: 0, content_index: 0, item_id: 'i' };
  const completed = {
    type: 'response.completed',
    response: {
      ...created,
      status: 'completed',
      usage: { input_tokens: 3, output_tokens: 2, total_tokens: 5 },
    },
  };

  it('records a streamed response, and what was asked', async () => {
    const body = frames(
      { type: 'response.created', response: created } as { type: string },
      { type: 'response.output_text.delta', delta: 'Hel', ...text } as { type: string },
      { type: 'response.output_text.delta', delta: 'lo', ...text } as { type: string },
      completed,
    );
    const model = await serveModel(streamOf(body));
    const { fetch, runs } = capturing();
    const stream = await client(model.url, fetch).responses.create({
      model: 'm',
      instructions: 'Be brief.',
      input: 'Hi',
      stream: true,
      reasoning: { effort: 'low' },
    });
    const types: string[] = [];
    for await (const event of stream) types.push(event.type);
    assert.equal(types.at(-1), 'response.completed');
    const [run] = await runs(1);
    assert.equal(run!.trace.status, 'completed');
    assert.equal(textOf(run!), 'Hello');
    assert.deepEqual(run!.events[1]!.messages, [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
    ]);
    assert.deepEqual(run!.events[0]!.params, { stream: true, reasoning_effort: 'low' });
    assert.equal(run!.trace.completions[0]!.usage?.completion_tokens, 2);
  });

  it('tells what a function gave, once the next request tells it', async () => {
    const item = {
      type: 'function_call',
      id: 'fc',
      call_id: 'call_b',
      name: 'now',
      arguments: '{}',
      status: 'completed',
    };
    const first = { ...created, status: 'completed', output: [item] };
    const second = {
      ...created,
      status: 'completed',
      output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Noon.' }] }],
    };
    const answers = [first, second].map((one) => JSON.stringify(one));
    const model = await serveModel((response, request) =>
      streamOf([answers.shift()!], 'application/json')(response, request),
    );
    const { fetch, runs } = capturing();
    const openai = client(model.url, fetch);
    await recordRun('time', async () => {
      await openai.responses.create({ model: 'm', input: 'What time is it?' });
      const got = await openai.responses.create({
        model: 'm',
        input: [
          { role: 'user', content: 'What time is it?' },
          { type: 'function_call', call_id: 'call_b', name: 'now', arguments: '{}' },
          { type: 'function_call_output', call_id: 'call_b', output: '12:00' },
        ],
      });
      assert.equal(got.output_text, 'Noon.');
    });
    const [run] = await runs(1);
    const result = run!.events.find(({ type }) => type === 'tool_result')!;
    assert.deepEqual([result.completion_id, result.tool_call_id, result.output], ['c1', 'call_b', '12:00']);
    assert.equal(textOf(run!, 'response', 'c2'), 'Noon.');
  });
});
