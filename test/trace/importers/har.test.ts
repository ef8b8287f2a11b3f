import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Trace, TraceEvent } from '../../../src/trace/index.js';
import { readText } from '../helpers/read-text.js';
import { noticeCodes, textByChannel } from '../helpers/trace-builder.js';

const chunk = (content: string, finish: string | null = null) =>
  JSON.stringify({ model: 'gpt-x', choices: [{ index: 0, delta: { content }, finish_reason: finish }] });
const sse = (...data: string[]) => data.map((one) => `data: ${one}\n\n`).join('');
const ANSWER = sse(chunk('Grü'), chunk('ße'), chunk('', 'stop'), '[DONE]');

const REQUEST = {
  method: 'POST',
  url: 'https://secret.example/v1/chat/completions?key=sk-secret',
  headers: [{ name: 'Authorization', value: 'Bearer sk-secret' }],
  cookies: [{ name: 'session', value: 'sk-secret' }],
  postData: { text: JSON.stringify({ model: 'gpt-x', messages: [{ role: 'user', content: 'Why?' }] }) },
};

const entry = (seconds: number, text: string, more: object = {}) => ({
  startedDateTime: new Date(Date.UTC(2026, 0, 2, 3, 4, seconds)).toISOString(),
  request: REQUEST,
  response: { status: 200, content: { mimeType: 'text/event-stream', text } },
  timings: { blocked: -1, dns: 10, connect: 20, ssl: 15, send: 1, wait: 169, receive: 400 },
  ...more,
});

const har = (...entries: object[]) =>
  JSON.stringify({ log: { version: '1.2', creator: { name: 'b' }, entries } });
const read = async (text: string): Promise<Trace> => (await readText(text)).trace;
const eventsOf = (trace: Trace): TraceEvent[] =>
  Array.from({ length: trace.length }, (_, index) => trace.eventAt(index));
const tokens = (trace: Trace) =>
  eventsOf(trace).flatMap((event) =>
    event.type === 'token' ? [[event.time_ms, (event as { text: string }).text]] : [],
  );

describe('a browser’s network recording', () => {
  test('has lost the keys of a request that its refusal or its prompt repeats', async () => {
    const [key, urlKey, cookie] = ['sk-header-1234567', 'sk-address-1234567', 'cookie-1234567'];
    const said = `Incorrect API key provided: ${key}, ${urlKey}, ${cookie}`;
    const request = {
      ...REQUEST,
      url: `https://a.example/v1/chat/completions?alt=sse&key=${urlKey}`,
      headers: [{ name: 'authorization', value: `Bearer ${key}` }],
      cookies: [{ name: 'session', value: cookie }],
      postData: { text: JSON.stringify({ messages: [{ role: 'user', content: `My key is ${key}` }] }) },
    };
    const trace = await read(har(entry(5, JSON.stringify({ error: { message: said } }), { request })));
    assert.equal(trace.error!.message, 'Incorrect API key provided: [redacted], [redacted], [redacted]');
    assert.doesNotMatch(JSON.stringify(eventsOf(trace)), /1234567/);
  });

  test('without chunk times spreads the answer over its body’s time, and marks that', async () => {
    const trace = await read(har(entry(5, ANSWER)));
    assert.deepEqual(
      tokens(trace).filter(([, text]) => text !== ''),
      [
        [200, 'Grü'],
        [600, 'ße'],
      ],
    );
    const { info, status, durationMs } = trace;
    assert.deepEqual(
      [info.model, info.timing, info.started_at, status, durationMs],
      ['gpt-x', 'estimated', '2026-01-02T03:04:05.000Z', 'completed', 600],
    );
    assert.deepEqual(noticeCodes(trace), ['estimated_times']);
    assert.deepEqual(eventsOf(trace)[1], {
      type: 'prompt_sent',
      time_ms: 0,
      completion_id: 'c1',
      messages: [{ role: 'user', content: 'Why?' }],
    });
  });

  test('with each event’s time has just these', async () => {
    const startedS = Date.UTC(2026, 0, 2, 3, 4, 5) / 1000;
    const messages = [chunk('a'), chunk('b'), chunk('', 'stop'), '[DONE]'];
    const times = [0.25, 0.3125, 0.5, 0.5];
    const timed = messages.map((data, index) => ({
      time: startedS + times[index]!,
      eventName: 'message',
      data,
    }));
    const trace = await read(har(entry(5, '', { _eventSourceMessages: timed })));
    assert.deepEqual(tokens(trace).slice(0, 2), [
      [250, 'a'],
      [312.5, 'b'],
    ]);
    assert.equal(trace.info.timing, 'recorded');
    assert.deepEqual(trace.notices, []);
  });

  test('has a completion for each answer of a model, in its place, and nothing of other requests', async () => {
    const page = { content: { mimeType: 'text/html', text: '<html>' } };
    const other = { content: { mimeType: 'application/json', text: '{"user":{"name":"x"}}' } };
    const trace = await read(
      har(
        entry(4, '', { response: page }),
        entry(5, ANSWER),
        entry(6, '', { response: other }),
        entry(7, sse(chunk('later', 'stop'), '[DONE]')),
      ),
    );
    assert.deepEqual(textByChannel(trace), { 'c1/response': 'Grüße', 'c2/response': 'later' });
    const prompts = eventsOf(trace).filter(({ type }) => type === 'prompt_sent');
    assert.deepEqual(
      prompts.map(({ time_ms: timeMs }) => timeMs),
      [0, 2000],
    );
  });

  test('takes nothing of headers, cookies and addresses', async () => {
    const trace = await read(har(entry(5, ANSWER)));
    assert.doesNotMatch(JSON.stringify(eventsOf(trace)), /secret|Bearer/);
  });

  test('reads bodies in base64, and streams of other dialects with their named events', async () => {
    const content = { encoding: 'base64', text: Buffer.from(ANSWER).toString('base64') };
    assert.deepEqual(textByChannel(await read(har(entry(5, '', { response: { content } })))), {
      'c1/response': 'Grüße',
    });
    const startedS = Date.UTC(2026, 0, 2, 3, 4, 5) / 1000;
    const named = [
      {
        type: 'message_start',
        message: { id: 'm', model: 'claude', usage: { input_tokens: 3, output_tokens: 1 } },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 1 } },
      { type: 'message_stop' },
    ].map((data, index) => ({ time: startedS + index, eventName: data.type, data: JSON.stringify(data) }));
    const trace = await read(har(entry(5, '', { _eventSourceMessages: named })));
    assert.deepEqual(
      [trace.info.model, trace.status, tokens(trace)],
      ['claude', 'completed', [[2000, 'Hi']]],
    );
  });

  test('tells that a stream was cut', async () => {
    const trace = await read(har(entry(5, sse(chunk('a'), chunk('b')))));
    assert.deepEqual([trace.status, trace.error?.code], ['failed', 'stream_cut']);
  });

  test('that holds no answer of a model is none', async () => {
    for (const text of [har(), har({ startedDateTime: 'x' }), har(entry(5, '<html>'))])
      await assert.rejects(read(text), { name: 'TraceFormatError', fault: 'wrong_shape' });
    await assert.rejects(read(har(entry(5, ANSWER)).slice(0, -5)), { fault: 'not_json' });
  });

  test('leads to a run or to a refusal, whatever its entries are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.constantFrom('timings', 'request', '_eventSourceMessages', 'response'),
          fc.jsonValue(),
        ),
        async (odd) => {
          const trace = await read(har(entry(5, ANSWER), entry(6, ANSWER, odd)));
          assert.ok(trace.isEnded);
        },
      ),
    );
  });
});
