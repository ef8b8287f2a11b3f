import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, describe, it } from 'node:test';
import * as zlib from 'node:zlib';
import OpenAI from 'openai';
import { EventBus } from '../../../src/recorder/event-bus.js';
import { RecordedExchange } from '../../../src/recorder/proxy/recorded-exchange.js';
import { RecordingProxy, type RecordingProxyOptions } from '../../../src/recorder/proxy/recording-proxy.js';
import { type CapturedRun, capturing, textOf } from '../capture/captured.js';
import { delta, serveModel, sse, streamOf } from '../model-server.js';
import { until } from '../run-events.js';
import { chunked, RawClient, serveRaw, withoutHeaders } from './raw-http.js';

const proxies: RecordingProxy[] = [];

after(() => Promise.all(proxies.map((proxy) => proxy.stop())));

/** A proxy before a target, and the runs that it records. */
async function proxyBefore(target: string, options: Partial<RecordingProxyOptions> = {}) {
  const { bus, runs, errors } = capturing();
  const onError = (error: Error) => void errors.push(error.message);
  const proxy = new RecordingProxy({ target, bus, port: 0, memory: false, onError, ...options });
  proxies.push(proxy);
  return { ...(await proxy.start()), proxy, bus, runs, errors };
}

const frames = sse(delta({ content: 'Be' }), delta({ content: 'cause 🎬' }), delta({}, 'stop'), '[DONE]');
const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Why?' }], stream: true });
const chat = '/v1/chat/completions';

function requestOf(path: string, fields: string[] = [], text = body, method = 'POST'): string {
  const head = [
    `${method} ${path} HTTP/1.1`,
    'Host: 127.0.0.1:1',
    ...fields,
    `Content-Length: ${text.length}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${text}`;
}

const CONNECTION = ['connection', 'keep-alive'];
const head = [
  'HTTP/1.1 200 Fine By Me',
  'X-Odd-Case: kept  as it is',
  'set-cookie: a=1',
  'Content-Type: text/event-stream',
  'set-cookie: b=2',
  'Transfer-Encoding: chunked',
  'Trailer: x-sum',
];

describe('what passes through the proxy', () => {
  it('is the answer byte for byte: head, chunks and trailers, each piece before the next is sent', async () => {
    const pieces = [`${head.join('\r\n')}\r\n\r\n`, ...frames.map(chunked), '0\r\nx-sum: 42\r\n\r\n'];
    let client!: RawClient;
    const target = await serveRaw(async (exchange) => {
      const at = client;
      for (const piece of pieces) {
        exchange.send(Buffer.from(piece, 'latin1'));
        await at.has(piece === pieces[0] ? 'Trailer: x-sum\r\n' : piece);
      }
    });
    const { port, runs } = await proxyBefore(target.url);
    const got: string[] = [];
    for (const to of [target.port, port]) {
      client = new RawClient(to, requestOf(chat));
      await client.has('x-sum: 42\r\n\r\n');
      got.push(withoutHeaders(client.got, ...CONNECTION));
    }
    assert.equal(got[1], got[0]);
    assert.equal(got[0], pieces.join(''));
    assert.equal(textOf((await runs(1))[0]!), 'Because 🎬');
  });

  it('is the request as it came, but for the host and the name of the run', async () => {
    const got: string[] = [];
    const target = await serveRaw(async (exchange) => {
      await until(() => exchange.got.endsWith(body));
      got.push(exchange.got);
      exchange.send('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}');
    });
    const { port, runs } = await proxyBefore(target.url);
    const fields = ['X-ODD: a  b', 'Authorization: Bearer secret-secret', 'cookie: session=secret-cookie'];
    const client = new RawClient(
      port,
      requestOf(`${chat}?key=secret-query&a=%20`, [...fields, 'x-trace-run: n']),
    );
    await client.has('{}');
    const [request] = got;
    assert.equal(
      withoutHeaders(request!, 'host', 'connection'),
      withoutHeaders(requestOf(`${chat}?key=secret-query&a=%20`, fields), 'host'),
    );
    assert.match(request!, new RegExp(`^Host: 127\\.0\\.0\\.1:${target.port}\r$`, 'm'));
    await proxies.at(-1)!.stop();
    const [run] = await runs(1);
    assert.ok(!/secret|X-ODD|%20/.test(run!.text));
  });

  it('is what other requests ask and get, with nothing recorded', async () => {
    const target = await serveModel(streamOf(['{}'], 'application/json'), { '/api/tags': { models: [] } });
    const { url, bus } = await proxyBefore(target.url);
    bus.subscribe(() => assert.fail('an event'));
    const tags = await fetch(`${url}/api/tags`);
    assert.deepEqual(await tags.json(), { models: [] });
    assert.equal((await fetch(`${url}/nothing`)).status, 404);
    assert.equal((await fetch(`${url}/api/tags`, { method: 'HEAD' })).status, 200);
    assert.equal(
      await (await fetch(`${url}/v1/embeddings`, { method: 'POST', body: '{"input":"a"}' })).text(),
      '{}',
    );
  });

  it('stays packed where the server packs it, and is read for the recording', async () => {
    const packed = zlib.gzipSync(frames.join(''));
    const target = await serveRaw((exchange) => {
      const fields = [
        'Content-Type: text/event-stream',
        'Content-Encoding: gzip',
        `Content-Length: ${packed.length}`,
      ];
      exchange.send(`HTTP/1.1 200 OK\r\n${fields.join('\r\n')}\r\n\r\n`);
      exchange.send(packed);
    });
    const { port, runs } = await proxyBefore(target.url);
    const client = new RawClient(port, requestOf(chat, ['Accept-Encoding: gzip']));
    await client.has(packed.toString('latin1'));
    const [run] = await runs(1);
    assert.equal(textOf(run!), 'Because 🎬');
    assert.equal(run!.trace.status, 'completed');
  });

  it('is another protocol’s connection, both ways', async () => {
    const target = await serveRaw(async (exchange) => {
      exchange.send('HTTP/1.1 101 Switching\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nhello');
      await until(() => exchange.got.endsWith('ping'));
      exchange.send('pong');
    });
    const { port } = await proxyBefore(target.url);
    const fields = 'Host: 127.0.0.1:1\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n';
    const client = new RawClient(port, `GET /v1/realtime HTTP/1.1\r\n${fields}`);
    await client.has('hello');
    assert.match(client.got, /^HTTP\/1\.1 101 Switching\r\nUpgrade: echo\r\n/);
    client.socket.write('ping');
    await client.has('pong');
  });

  it('is served to the official client', async () => {
    const target = await serveModel(streamOf(frames));
    const { url, runs } = await proxyBefore(target.url);
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });
    const stream = await client.chat.completions.create({
      model: 'm',
      messages: [{ role: 'user', content: 'Why?' }],
      stream: true,
    });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    assert.equal(text, 'Because 🎬');
    assert.equal(textOf((await runs(1))[0]!), text);
  });

  it('is a body of any length in a client’s own pace', async () => {
    const long = 'x'.repeat(3 << 20);
    const target = await serveModel((response, request) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ object: 'chat.completion', model: 'm', got: request.body }));
    });
    const { url } = await proxyBefore(target.url);
    const asked = { model: 'm', messages: [{ role: 'user', content: long }] };
    const answer = await fetch(url + chat, { method: 'POST', body: JSON.stringify(asked) });
    assert.deepEqual(((await answer.json()) as { got: unknown }).got, asked);
  });

  it('comes from this machine only, and to this machine’s name', async () => {
    const asked: string[] = [];
    const target = createServer(({ url = '' }, response) => void response.end(String(asked.push(url))));
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    after(() => target.close());
    const { port } = await proxyBefore(`http://127.0.0.1:${(target.address() as { port: number }).port}`);
    const send = async (host: string, ...fields: string[]) => {
      const client = new RawClient(port, `GET /x HTTP/1.1\r\nHost: ${host}\r\n${fields.join('')}\r\n`);
      await client.has('\r\n\r\n');
      return client.got.slice(9, 12);
    };
    assert.equal(await send('evil.example'), '403');
    assert.equal(await send(`localhost:${port}`, 'Origin: https://evil.example\r\n'), '403');
    assert.ok(!asked.includes('/x'));
    assert.equal(await send('localhost', 'Origin: http://localhost:5173\r\n'), '200');
    assert.ok(asked.includes('/x'));
  });
});

describe('what the proxy records', () => {
  const post = (url: string, init: RequestInit = {}) => fetch(url + chat, { method: 'POST', body, ...init });

  it('is a client that leaves, and the server is left too', async () => {
    let isLeft = false;
    const target = await serveModel((response) => {
      response.on('close', () => (isLeft = true));
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(frames[0]);
    });
    const { url, runs } = await proxyBefore(target.url);
    const controller = new AbortController();
    const reader = (await post(url, { signal: controller.signal })).body!.getReader();
    await reader.read();
    controller.abort();
    const [run] = await runs(1);
    assert.equal(run!.trace.status, 'cancelled');
    assert.equal(textOf(run!), 'Be');
    await until(() => isLeft);
  });

  it('is a server that breaks off, and the client feels it', async () => {
    const target = await serveRaw((exchange) => {
      exchange.send(`${head.join('\r\n')}\r\n\r\n${chunked(frames[0]!)}`);
      setImmediate(() => exchange.destroy());
    });
    const { port, runs } = await proxyBefore(target.url);
    const client = new RawClient(port, requestOf(chat));
    await client.closed();
    assert.ok(!client.got.includes('\r\n0\r\n'));
    const [run] = await runs(1);
    assert.equal(run!.trace.error?.code, 'stream_cut');
  });

  it('is a server that is down, told to the client in one line', async () => {
    const target = await serveRaw(() => {});
    target.stop();
    const { url, runs } = await proxyBefore(target.url);
    const answer = await post(url);
    assert.equal(answer.status, 502);
    assert.match(
      await answer.text(),
      /^trace-player proxy: Cannot reach http:\/\/127\.0\.0\.1:\d+: the connection was refused; .*\n$/,
    );
    const [run] = await runs(1);
    assert.equal(run!.trace.error?.code, 'http_error');
    assert.match(run!.trace.error.message, /refused/);
  });

  it('is one run where requests have the same name, until none follows', async () => {
    const target = await serveModel(streamOf(frames));
    let rest: (() => void) | undefined;
    const timers = {
      setTimeout: (callback: () => void) => (rest = callback),
      clearTimeout: () => (rest = undefined),
    };
    const { url, runs } = await proxyBefore(target.url, { timers });
    const headers = { 'x-trace-run': 'my agent' };
    await (await post(url, { headers })).text();
    await (await post(url, { headers })).text();
    await (await post(url)).text();
    await until(() => rest !== undefined);
    rest!();
    await (await post(url, { headers })).text();
    await until(() => rest !== undefined);
    rest!();
    const found = await runs(3);
    const idsOf = ({ events }: CapturedRun) => [...new Set(events.map((event) => event.completion_id ?? ''))];
    const named = found.filter(({ events }) => events[0]!.workload === 'my agent');
    assert.deepEqual(named.map(idsOf), [
      ['', 'c1', 'c2'],
      ['', 'c1'],
    ]);
    assert.ok(target.posts().every((request) => !('x-trace-run' in request.headers)));
  });

  it('ends as interrupted when the proxy is ended', async () => {
    const target = await serveModel((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(frames[0]);
    });
    const { url, proxy, runs } = await proxyBefore(target.url);
    const reader = (await post(url)).body!.getReader();
    await reader.read();
    await proxy.stop();
    await assert.rejects(async () => {
      while (!(await reader.read()).done);
    });
    const [run] = await runs(1);
    assert.equal(run!.trace.error?.code, 'interrupted');
    assert.equal(textOf(run!), 'Be');
  });

  it('has what passed in the very turn in which the proxy is ended', async (context) => {
    const target = await serveModel((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(frames[0]);
    });
    const { url, proxy, runs } = await proxyBefore(target.url);
    const { chunk } = RecordedExchange.prototype;
    context.mock.method(
      RecordedExchange.prototype,
      'chunk',
      function (this: RecordedExchange, bytes: Buffer) {
        chunk.call(this, bytes);
        void proxy.stop();
      },
    );
    await assert.rejects(async () => (await post(url)).text());
    const [run] = await runs(1);
    assert.equal(run!.trace.error?.code, 'interrupted');
    assert.equal(textOf(run!), 'Be');
  });

  it('is that an answer came whole, and a warning, where its encoding is not known', async () => {
    const packed = 'packed by a later age';
    const target = await serveRaw((exchange) => {
      const fields = ['Content-Encoding: later', `Content-Length: ${packed.length}`];
      exchange.send(`HTTP/1.1 200 OK\r\n${fields.join('\r\n')}\r\n\r\n${packed}`);
    });
    const { port, runs } = await proxyBefore(target.url);
    await new RawClient(port, requestOf(chat)).has(packed);
    const [run] = await runs(1);
    assert.equal(run!.types, 'run_started prompt_sent log run_completed');
    assert.match(String(run!.events[2]!.message), /in the encoding later, which cannot be read/);
    assert.equal(run!.events[2]!.level, 'warning');
  });

  it('is that an answer broke off, also where its encoding is not known', async () => {
    const target = await serveRaw((exchange) => {
      exchange.send('HTTP/1.1 200 OK\r\nContent-Encoding: later\r\nContent-Length: 99\r\n\r\nhalf');
      setImmediate(() => exchange.destroy());
    });
    const { port, runs } = await proxyBefore(target.url);
    await new RawClient(port, requestOf(chat)).closed();
    assert.equal((await runs(1))[0]!.trace.error?.code, 'stream_cut');
  });

  it('is read where it is packed with zstd, as far as Node can', async () => {
    // A frame of one raw block.
    const text = Buffer.from(frames.join(''));
    const block = Buffer.alloc(3);
    block.writeUIntLE((text.length << 3) | 1, 0, 3);
    const frame = Buffer.from([
      0x28,
      0xb5,
      0x2f,
      0xfd,
      0x60,
      (text.length - 256) & 255,
      (text.length - 256) >> 8,
    ]);
    const packed = Buffer.concat([frame, block, text]);
    const target = await serveRaw((exchange) => {
      const type = 'Content-Type: text/event-stream\r\nContent-Encoding: zstd';
      exchange.send(`HTTP/1.1 200 OK\r\n${type}\r\nContent-Length: ${packed.length}\r\n\r\n`);
      exchange.send(packed);
    });
    const { port, runs } = await proxyBefore(target.url);
    await new RawClient(port, requestOf(chat)).has(packed.toString('latin1'));
    const [run] = await runs(1);
    assert.equal(run!.trace.status, 'completed');
    assert.equal(textOf(run!), 'createZstdDecompress' in zlib ? 'Because 🎬' : '');
  });

  it('is without any text where that is asked, and passes whole', async () => {
    const target = await serveModel(streamOf(frames));
    const { url, runs } = await proxyBefore(target.url, { text: false });
    assert.equal(await (await post(url)).text(), frames.join(''));
    const [run] = await runs(1);
    assert.equal(run!.events[0]!.text_recorded, false);
    assert.ok(!/Because|Be"|cause|Why/.test(run!.text));
    assert.equal(textOf(run!), '░░');
    assert.equal(run!.trace.status, 'completed');
  });

  it('never harms what passes when it fails', async () => {
    const target = await serveModel(streamOf(frames));
    const bus = new EventBus();
    bus.emit = () => {
      throw new Error('no bus today');
    };
    const { url, errors } = await proxyBefore(target.url, { bus });
    assert.equal(await (await post(url)).text(), frames.join(''));
    assert.deepEqual(errors, ['no bus today']);
  });
});
