import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import { type BusHandler, EventBus } from '../../src/recorder/event-bus.js';
import { recordCompletion, type RecordCompletionOptions } from '../../src/recorder/record-completion.js';
import { EventBusReplayWriter } from '../../src/recorder/replay-writer.js';
import type { ContentPart, LiveEvent, TraceEvent } from '../../src/trace/index.js';
import { delta, serveModel, sse, streamOf } from './model-server.js';
import { until } from './run-events.js';
import { temporaryFolder } from './temporary-folder.js';

const messages = [{ role: 'user', content: 'Why?' }];

/** Records one run of a server, to a file. */
async function record(
  url: string,
  options: Partial<RecordCompletionOptions> = {},
  watch: BusHandler = () => {},
) {
  const errors: string[] = [];
  const bus = new EventBus({ onError: (error) => errors.push(error.message) });
  const outputDir = temporaryFolder();
  let path = '';
  const writer = new EventBusReplayWriter({ bus, outputDir, onWritten: (replay) => (path = replay.path) });
  writer.start();
  bus.subscribe(watch);
  const asked = { bus, baseUrl: url, model: 'm', messages, server: false as const, memory: false as const };
  const result = await recordCompletion({ ...asked, ...options });
  await writer.stop();
  assert.deepEqual(errors, []);
  const text = readFileSync(path, 'utf8');
  const events = JSON.parse(text).events as (TraceEvent & Record<string, unknown>)[];
  return { result, text, events, types: events.map(({ type }) => type).join(' ') };
}

const whole = sse(
  delta({ reasoning_content: 'Hm' }),
  delta({ reasoning_content: ', yes.' }),
  delta({ content: 'Be' }),
  delta({ content: 'cause 🎬' }),
  delta({}, 'stop'),
  { choices: [], usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 } },
  '[DONE]',
);

describe('recording a completion', () => {
  it('makes one POST, and writes what came in the order in which it came', async () => {
    const model = await serveModel(streamOf(whole));
    const { result, types, events } = await record(model.url, {
      params: { temperature: 0.5, max_tokens: 9, seed: 1 },
    });
    assert.equal(model.requests.length, 1);
    assert.equal(model.posts()[0]!.path, '/v1/chat/completions');
    assert.deepEqual(model.posts()[0]!.body, {
      model: 'm',
      messages,
      stream: true,
      temperature: 0.5,
      max_tokens: 9,
      seed: 1,
      stream_options: { include_usage: true },
    });
    assert.equal(
      types,
      'run_started prompt_sent token token reasoning_completed token token response_completed run_completed',
    );
    assert.equal(result.text, 'Because 🎬');
    assert.equal(result.status, 'completed');
    assert.equal(result.metrics.completion_tokens, 4);
    assert.deepEqual(events[0]!.params, { temperature: 0.5, max_tokens: 9, seed: 1 });
    assert.equal(events[0]!.timing, 'recorded');
    assert.equal((events[0]!.hardware as { platform: string }).platform, process.platform);
  });

  it('stamps each event on the clock that it is given, when its chunk arrived', async () => {
    let nowMs = 5000;
    const model = await serveModel(async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const [index, frame] of whole.entries()) {
        nowMs = 5000 + (index + 1) * 100.0004;
        response.write(frame);
        await until(() => seen > index);
      }
      response.end();
    });
    let seen = 0;
    const bus = new EventBus();
    // Each frame lets the next one come once it has been read: one more reading of the clock.
    const now = () => {
      seen++;
      return nowMs;
    };
    const times: number[] = [];
    bus.subscribe(({ event }) => void (event.type === 'token' && times.push(event.time_ms)));
    seen = -2;
    await recordCompletion({
      bus,
      baseUrl: model.url,
      model: 'm',
      messages,
      server: false,
      memory: false,
      now,
    });
    assert.deepEqual(times, [100, 200.001, 300.001, 400.002]);
  });

  it('puts characters together that the network cut', async () => {
    const bytes = Buffer.from(whole.join(''));
    const model = await serveModel(streamOf([...bytes].map((byte) => Uint8Array.of(byte))));
    const { result } = await record(model.url);
    assert.equal(result.text, 'Because 🎬');
  });

  const failures: [name: string, pieces: string[], code: string, message: RegExp, text: string][] = [
    [
      'a stream that ends without its end mark',
      whole.slice(0, 4),
      'stream_cut',
      /without its end mark/,
      'Because 🎬',
    ],
    ['an empty answer', [], 'stream_cut', /empty answer/, ''],
    [
      'an error in the stream',
      [...whole.slice(0, 3), ...sse({ error: { message: 'out of memory', code: 500 } })],
      'server_error',
      /^out of memory$/,
      'Be',
    ],
    ['a web page', ['<!doctype html>', '<title>Log in</title>'], 'http_error', /HTML page.*not a model/, ''],
    [
      'another JSON',
      ['{"hello":', '"world"}'],
      'http_error',
      /something else than a model's stream: \{"hello"/,
      '',
    ],
    ['an error as JSON', ['{"error":"Unexpected endpoint"}'], 'server_error', /Unexpected endpoint/, ''],
  ];
  for (const [name, pieces, code, message, text] of failures) {
    it(`fails by ${name}, and keeps what came`, async () => {
      const { result, events } = await record((await serveModel(streamOf(pieces))).url);
      assert.equal(result.status, 'failed');
      assert.equal(result.error?.code, code);
      assert.match(result.error.message, message);
      assert.equal(result.text, text);
      const last = events.at(-1)!;
      assert.equal(last.type, 'run_failed');
      assert.deepEqual(last.error, result.error);
    });
  }

  it('completes a stream that tells a finish reason and then just ends', async () => {
    const { result } = await record((await serveModel(streamOf(whole.slice(0, 5)))).url);
    assert.equal(result.status, 'completed');
  });

  it('completes at the end mark, though the server leaves the connection open', async () => {
    const model = await serveModel((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(whole.join(''));
    });
    assert.equal((await record(model.url)).result.status, 'completed');
  });

  it('keeps what came before the connection died', async () => {
    const model = await serveModel(async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'content-length': '100000' });
      response.write(whole.slice(0, 3).join(''));
      await new Promise((resolve) => setTimeout(resolve, 20));
      response.destroy();
    });
    const { result, types } = await record(model.url);
    assert.equal(result.error?.code, 'stream_cut');
    assert.equal(result.text, 'Be');
    assert.match(types, /token run_failed$/);
  });

  it('ends as interrupted when it is told to stop, with what came', async () => {
    const controller = new AbortController();
    const model = await serveModel((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(whole.slice(0, 4).join(''));
    });
    const stopAfterText = ({ event }: LiveEvent) => {
      if (event.type === 'token' && (event as { text: string }).text.startsWith('cause')) controller.abort();
    };
    const { result, types } = await record(model.url, { signal: controller.signal }, stopAfterText);
    assert.equal(result.error?.code, 'interrupted');
    assert.equal(result.text, 'Because 🎬');
    assert.match(types, /token run_failed$/);
  });

  const refusals: [status: number, body: string, message: RegExp][] = [
    [
      401,
      '{"error":{"message":"Incorrect API key provided: sk-secret-1"}}',
      /^HTTP 401 Unauthorized: Incorrect API key provided: \[redacted\]$/,
    ],
    [404, '{"error":"model \'m\' not found"}', /^HTTP 404 Not Found: model 'm' not found$/],
    [422, '{"detail":[{"loc":["body"],"msg":"field required"}]}', /^HTTP 422 .*: field required$/],
    [502, '<html><title>Bad gateway</title></html>', /^HTTP 502 .*: an HTML page \(“Bad gateway”\)/],
    [500, '', /^HTTP 500 .*: from http:\/\/127/],
    [429, 'slow\n  down', /^HTTP 429 .*: slow down$/],
    [500, `{"message":"${'x'.repeat(200_000)}"}`, /^HTTP 500 .*: .{1,1000}$/],
  ];
  for (const [status, body, message] of refusals) {
    it(`tells what a server said with status ${status}: ${body.slice(0, 30)}`, async () => {
      const model = await serveModel((response) => void response.writeHead(status).end(body));
      const { result, text } = await record(model.url, { apiKey: 'sk-secret-1' });
      assert.equal(result.error?.code, 'http_error');
      assert.match(result.error.message, message);
      assert.doesNotMatch(text, /sk-secret-1/);
      assert.equal(model.posts()[0]!.headers.authorization, 'Bearer sk-secret-1');
    });
  }

  it('does not follow a redirect with the key', async () => {
    const other = await serveModel(streamOf(whole));
    const model = await serveModel(
      (response) => void response.writeHead(307, { location: `${other.url}/v1` }).end(),
    );
    const { result } = await record(model.url, { apiKey: 'sk-secret-1' });
    assert.match(result.error!.message, /^HTTP 307 .*moved to http/);
    assert.equal(other.requests.length, 0);
  });

  it('says that nobody listens', async () => {
    const probe = createServer();
    const port = await new Promise<number>((resolve) =>
      probe.listen(0, '127.0.0.1', () => resolve((probe.address() as { port: number }).port)),
    );
    await new Promise((resolve) => probe.close(resolve));
    const { result, types } = await record(`http://127.0.0.1:${port}`);
    assert.match(result.error!.message, /^Cannot reach http:.*refused; is the model server running\?$/);
    assert.equal(types, 'run_started prompt_sent run_failed');
  });

  it('records an answer that was not streamed as what it was: one chunk', async () => {
    const answer = {
      model: 'm',
      choices: [{ index: 0, message: { role: 'assistant', content: 'All at once.' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 1, completion_tokens: 3, total_tokens: 4 },
    };
    const text = JSON.stringify(answer);
    const model = await serveModel(streamOf([text.slice(0, 20), text.slice(20)], 'application/json'));
    const { result, types } = await record(model.url);
    assert.equal(types, 'run_started prompt_sent token response_completed run_completed');
    assert.equal(result.text, 'All at once.');
  });

  it('speaks with Ollama in its own way', async () => {
    const lines = ['Be', 'cause'].map(
      (content) => `${JSON.stringify({ model: 'm', message: { content }, done: false })}\n`,
    );
    const done = {
      model: 'm',
      message: { content: '' },
      done: true,
      done_reason: 'stop',
      prompt_eval_count: 2,
      eval_count: 2,
    };
    const model = await serveModel(streamOf([...lines, JSON.stringify(done)], 'application/x-ndjson'));
    const params = { temperature: 0, max_tokens: 5, seed: 3 };
    const { result } = await record(`${model.url}/v1`, { provider: 'ollama', params });
    assert.equal(model.posts()[0]!.path, '/api/chat');
    assert.deepEqual(model.posts()[0]!.body, {
      model: 'm',
      messages,
      stream: true,
      options: { temperature: 0, num_predict: 5, seed: 3 },
    });
    assert.equal(result.text, 'Because');
    assert.equal(result.metrics.completion_tokens, 2);
  });

  it('records no password, no data of pictures, and no signature of links', async () => {
    const content: ContentPart[] = [
      { type: 'text', text: 'Look' },
      {
        type: 'image_url',
        image_url: { url: `data:image/png;base64,${Buffer.from('picture data').toString('base64')}` },
      },
      { type: 'image_url', image_url: { url: 'https://files.example/a.png?signature=s3cret' } },
      { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
    ];
    const model = await serveModel(streamOf(whole));
    const url = model.url.replace('//', '//user:p%40ss@');
    const { events, text } = await record(url, { messages: [{ role: 'user', content }] });
    assert.deepEqual((events[1]!.messages as { content: unknown }[])[0]!.content, [
      { type: 'text', text: 'Look' },
      { type: 'image_url', media_type: 'image/png', bytes: 12 },
      { type: 'image_url', url: 'https://files.example/a.png' },
      { type: 'input_audio', media_type: 'audio/wav', bytes: 3 },
    ]);
    assert.doesNotMatch(text, /p@ss|p%40ss|s3cret|cGljdHVyZ/);
    const sent = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;
    assert.equal(model.posts()[0]!.headers.authorization, sent);
    assert.deepEqual((model.posts()[0]!.body!.messages as { content: unknown }[])[0]!.content, content);
  });

  it('asks the server what it is, and says so in the file', async () => {
    const model = await serveModel(streamOf(whole), {
      '/version': { version: '0.9.1' },
      '/v1/models': { data: [{ id: 'm', owned_by: 'vllm' }] },
    });
    const { events } = await record(model.url, { server: undefined, provider: 'vllm' });
    assert.deepEqual(events[0]!.server, { name: 'vLLM', version: '0.9.1' });
    assert.equal(events[0]!.simulated, undefined);
  });

  it('marks what no real model said, though only the answer tells', async () => {
    const model = await serveModel((response, request) => {
      response.setHeader('x-trace-simulated', 'a show');
      return streamOf(whole)(response, request);
    });
    const { result } = await record(model.url);
    assert.equal(result.trace.info.simulated, true);
  });

  it('puts memory figures on the same clock', async () => {
    const model = await serveModel(streamOf(whole));
    let isStopped = false;
    const figure = { memory_mb: 12.5, scope: 'process' as const, source: 'a test' };
    const memory = {
      start: (onSample: (sample: typeof figure) => void) => {
        onSample(figure);
        return () => (isStopped = true);
      },
    };
    const { events, result } = await record(model.url, { memory });
    const sample = events.find(({ type }) => type === 'memory')!;
    assert.equal(sample.memory_mb, 12.5);
    assert.equal(result.metrics.peak_memory_mb, 12.5);
    assert.ok(isStopped);
  });

  it('works through a fetch that the program brings', async () => {
    const model = await serveModel(streamOf(whole));
    let calls = 0;
    const { result } = await record(model.url, {
      fetch: (...request) => {
        calls++;
        return fetch(...request);
      },
    });
    assert.equal(calls, 1);
    assert.equal(result.text, 'Because 🎬');
  });

  it('does not begin a run whose id is in use, nor one with a base URL that is none', async () => {
    const model = await serveModel(streamOf(whole));
    const bus = new EventBus({ onError: () => {} });
    const asked = {
      bus,
      model: 'm',
      messages,
      runId: 'same',
      server: false as const,
      memory: false as const,
    };
    await recordCompletion({ ...asked, baseUrl: model.url });
    await assert.rejects(recordCompletion({ ...asked, baseUrl: model.url }), /is its id in use\?/);
    await assert.rejects(recordCompletion({ ...asked, baseUrl: 'ftp://x' }), /must begin with http/);
    assert.equal(model.requests.length, 1);
  });
});
