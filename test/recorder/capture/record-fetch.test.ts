import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { recordFetch } from '../../../src/recorder/capture/record-fetch.js';
import { EventBus } from '../../../src/recorder/event-bus.js';
import { delta, serveModel, sse, streamOf } from '../model-server.js';
import { nextTurn, until } from '../run-events.js';
import { capturing, textOf } from './captured.js';

const chat = 'http://127.0.0.1:9/v1/chat/completions';
const asked = { model: 'm', messages: [{ role: 'user', content: 'Why? 🎬' }], stream: true };
const body = JSON.stringify(asked);
const answer = sse(delta({ content: 'Be' }), delta({ content: 'cause 🎬' }), delta({}, 'stop'), '[DONE]');
const post = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
const eventStream = { headers: { 'content-type': 'text/event-stream' } };

/** A `fetch` without a network, whose answers come in the given chunks. */
function fetchOf(chunks: readonly Uint8Array[], init: ResponseInit = eventStream, type?: 'bytes') {
  const pulls: number[] = [];
  const fetch = async () => {
    let next = 0;
    const pull = (controller: ReadableStreamDefaultController) => {
      pulls.push(next);
      const chunk = chunks[next++];
      if (chunk) controller.enqueue(chunk.slice());
      else controller.close();
    };
    const source = { pull, type } as { pull: typeof pull };
    return new Response(new ReadableStream(source, { highWaterMark: 0 }), init);
  };
  return { fetch: fetch as typeof globalThis.fetch, pulls };
}

async function chunksOf(response: Response): Promise<number[][]> {
  const chunks: number[][] = [];
  for await (const chunk of response.body!) chunks.push([...(chunk as Uint8Array)]);
  return chunks;
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('what passes through recordFetch', () => {
  it('has the same bytes in the same chunks, whatever they are', async () => {
    const chunk = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      fc.constantFrom(...answer.map(bytesOf)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(chunk),
        fc.constantFrom(undefined, 'bytes' as const),
        async (chunks, type) => {
          const { fetch } = fetchOf(chunks, eventStream, type);
          const recorded = recordFetch({ bus: new EventBus(), fetch, memory: false });
          assert.deepEqual(await chunksOf(await recorded(chat, post)), await chunksOf(await fetch(chat)));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('comes over the network in the chunks that the server sent, each before the next is sent', async () => {
    let read = 0;
    const model = await serveModel(async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const [index, frame] of answer.entries()) {
        response.write(frame);
        await until(() => read > index);
      }
      response.end();
    });
    const { fetch, runs } = capturing();
    const response = await fetch(`${model.url}/v1/chat/completions`, post);
    const chunks: string[] = [];
    for await (const chunk of response.body!) {
      chunks.push(Buffer.from(chunk as Uint8Array).toString());
      read++;
    }
    assert.deepEqual(chunks, answer);
    assert.equal(textOf((await runs(1))[0]!), 'Because 🎬');
  });

  it('is asked for only as the caller reads', async () => {
    const { fetch, pulls } = fetchOf(answer.map(bytesOf));
    const response = await recordFetch({ bus: new EventBus(), fetch, memory: false })(chat, post);
    await nextTurn();
    assert.deepEqual(pulls, []);
    const reader = response.body!.getReader();
    await reader.read();
    await nextTurn();
    assert.deepEqual(pulls, [0]);
    await reader.cancel();
  });

  it('can be read into a buffer of the caller’s', async () => {
    const { fetch } = fetchOf(answer.map(bytesOf), eventStream, 'bytes');
    const response = await recordFetch({ bus: new EventBus(), fetch, memory: false })(chat, post);
    const reader = response.body!.getReader({ mode: 'byob' });
    let text = '';
    for (let buffer = new Uint8Array(7); ;) {
      const { value, done } = await reader.read(buffer);
      if (done) break;
      text += Buffer.from(value).toString('latin1');
      buffer = new Uint8Array(value.buffer);
    }
    assert.equal(Buffer.from(text, 'latin1').toString(), answer.join(''));
  });

  it('is a response with all that the first one had', async () => {
    const model = await serveModel((response) => {
      response.setHeader('set-cookie', ['a=1', 'b=2']);
      return streamOf(answer)(response, undefined as never);
    });
    const { fetch, runs } = capturing();
    const url = `${model.url}/v1/chat/completions`;
    const plain = await globalThis.fetch(url, post);
    const recorded = await fetch(url, post);
    const surface = ({ url: at, status, statusText, ok, redirected, type, bodyUsed }: Response) => ({
      ...{ at, status, statusText, ok, redirected, type, bodyUsed },
    });
    assert.deepEqual(surface(recorded), surface(plain));
    assert.deepEqual(recorded.headers.getSetCookie(), ['a=1', 'b=2']);
    assert.ok(recorded instanceof Response);
    const clone = recorded.clone();
    assert.equal(clone.url, url);
    assert.equal(await clone.text(), await plain.text());
    assert.equal(await recorded.text(), answer.join(''));
    assert.deepEqual(surface(recorded), surface(plain));
    await assert.rejects(recorded.text(), TypeError);
    await runs(1);
  });

  it('is the promise of the fetch itself where no completion is asked for', async () => {
    const promise = Promise.resolve(new Response('{}'));
    const bus = new EventBus();
    bus.subscribe(() => assert.fail('an event'));
    const fetch = recordFetch({ bus, fetch: () => promise, memory: false });
    assert.equal(fetch('http://127.0.0.1:9/v1/models'), promise);
    assert.equal(fetch('http://127.0.0.1:9/v1/embeddings', { method: 'POST', body }), promise);
    assert.equal(fetch(chat, { method: 'POST', body: 'no JSON' }), promise);
    assert.equal(fetch(chat, { method: 'POST', body: '{"else":1}' }), promise);
    assert.equal(fetch('no address', post), promise);
  });

  it('is the error that the fetch gives', async () => {
    const error = new TypeError('fetch failed');
    const { fetch, runs } = capturing({ fetch: () => Promise.reject(error) });
    await assert.rejects(fetch(chat, post), error);
    const [run] = await runs(1);
    assert.deepEqual(run!.trace.error, {
      message: `Cannot reach ${chat}: fetch failed`,
      code: 'http_error',
    });
  });

  const bodies: [name: string, make: (url: string) => Parameters<typeof globalThis.fetch>][] = [
    ['a string', (url) => [url, post]],
    ['bytes', (url) => [new URL(url), { ...post, body: bytesOf(body) }]],
    ['a buffer', (url) => [url, { ...post, body: bytesOf(body).buffer }]],
    ['a blob', (url) => [url, { ...post, body: new Blob([body]) }]],
    ['a request', (url) => [new Request(url, post)]],
    [
      'a stream',
      (url) => [
        url,
        {
          ...post,
          body: new Blob([body.slice(0, 9), body.slice(9)]).stream(),
          duplex: 'half',
        } as RequestInit,
      ],
    ],
  ];
  for (const [name, make] of bodies) {
    it(`is sent as it would be: ${name}`, async () => {
      const model = await serveModel(streamOf(answer));
      const { fetch, runs } = capturing();
      const url = `${model.url}/v1/chat/completions?api-version=1`;
      await (await globalThis.fetch(...make(url))).text();
      await (await fetch(...make(url))).text();
      const [plain, recorded] = model.posts();
      assert.deepEqual(recorded, plain);
      const [run] = await runs(1);
      assert.equal(textOf(run!), 'Because 🎬');
      assert.deepEqual(run!.events[1]!.messages, asked.messages);
    });
  }

  it('is not harmed when recording fails', async () => {
    const errors: string[] = [];
    const bus = new EventBus();
    bus.emit = () => {
      throw new Error('no bus today');
    };
    const { fetch } = fetchOf(answer.map(bytesOf));
    const onError = (error: Error) => {
      errors.push(error.message);
      throw error;
    };
    const response = await recordFetch({ bus, fetch, memory: false, onError })(chat, post);
    assert.equal(await response.text(), answer.join(''));
    assert.deepEqual(errors, ['no bus today']);
  });
});

describe('what recordFetch records', () => {
  const read = async (chunks: string[], init: ResponseInit, url = chat) => {
    const { fetch } = fetchOf(chunks.map(bytesOf), init);
    const { fetch: recorded, runs } = capturing({ fetch });
    await (await recorded(url, post)).text();
    return (await runs(1))[0]!;
  };

  it('is told by the first message where the content type is another', async () => {
    const lines = ['{"model":"m","response":"He","done":false}\n{"respo', 'nse":"y","done":true}'];
    const run = await read(lines, { headers: { 'content-type': 'text/plain' } });
    assert.equal(textOf(run), 'Hey');
    assert.equal(run.trace.status, 'completed');
    assert.equal(textOf(await read(answer, {})), 'Because 🎬');
  });

  it('is the text as it came where no message tells a dialect', async () => {
    const run = await read(['Just ', 'text.'], { headers: { 'content-type': 'text/plain' } });
    assert.equal(textOf(run), 'Just text.');
    assert.equal(run.trace.status, 'completed');
  });

  it('is a failure where a page came', async () => {
    const run = await read(['<html><title>Log in</title>'], { headers: { 'content-type': 'text/html' } });
    assert.equal(run.trace.error?.code, 'http_error');
    assert.match(run.trace.error.message, /“Log in”/);
  });

  it('is without any text where that is asked', async () => {
    const { fetch } = fetchOf(answer.map(bytesOf));
    const { fetch: recorded, runs } = capturing({ fetch, text: false });
    assert.equal(await (await recorded(chat, post)).text(), answer.join(''));
    const [run] = await runs(1);
    assert.equal(run!.events[0]!.text_recorded, false);
    assert.equal(textOf(run!), '░░');
    assert.ok(!/cause|Why/.test(run!.text));
  });

  it('ends when nobody reads the answer any more', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const { fetch } = fetchOf(answer.map(bytesOf));
    const { fetch: recorded, runs, bus } = capturing({ fetch });
    await (async () => void (await recorded(chat, post)))();
    await until(() => {
      collect();
      return bus.runIds.length === 0;
    });
    assert.equal((await runs(1))[0]!.trace.status, 'cancelled');
  });

  it('never holds a key of the address, nor its query', async () => {
    const url =
      'http://someone:pass-word-1@127.0.0.1:9/v1beta/models/g:generateContent?key=AIza-key-1&alt=sse';
    const { fetch: recorded, runs } = capturing({
      fetch: () => Promise.reject(new TypeError('failed for AIza-key-1')),
    });
    const contents = [{ parts: [{ text: 'Hi' }] }];
    await assert.rejects(recorded(url, { method: 'POST', body: JSON.stringify({ contents }) }));
    const [run] = await runs(1);
    assert.ok(!/AIza|pass-word|alt=/.test(run!.text));
    assert.match(run!.trace.error!.message, /models\/g:generateContent: failed for \[redacted\]$/);
  });
});
