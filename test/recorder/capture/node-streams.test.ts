import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text as textIn } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { delta, serveModel, sse, streamOf } from '../model-server.js';
import { until } from '../run-events.js';
import { capturing, textOf } from './captured.js';

const chat = 'http://127.0.0.1:9/v1/chat/completions';
const messages = [{ role: 'user', content: 'Why? 🎬' }];
const asked = JSON.stringify({ model: 'm', messages, stream: true });
const answer = sse(delta({ content: 'Be' }), delta({ content: 'cause 🎬' }), delta({}, 'stop'), '[DONE]');
const post = { method: 'POST', body: asked };

/** A `fetch` that is not the platform's: its answers' bodies are streams of Node's. */
function fetchOf(body: Readable) {
  const response = {
    status: 200,
    statusText: 'OK',
    body,
    headers: new Headers({ 'content-type': 'text/event-stream' }),
  };
  const fetch = (() => Promise.resolve(response)) as unknown as typeof globalThis.fetch;
  return { response: response as unknown as Response, ...capturing({ fetch }) };
}

/** A stream that gives these pieces as they are asked for, and then ends or fails. */
function bodyOf(pieces: readonly string[], error?: Error): Readable {
  const left = [...pieces];
  return new Readable({
    read() {
      const piece = left.shift();
      if (piece === undefined && error) this.destroy(error);
      else this.push(piece === undefined ? null : Buffer.from(piece));
    },
  });
}

/** A request of another `fetch`'s own class, as `node-fetch` has one. */
class ForeignRequest {
  readonly url = chat;
  readonly method = 'POST';
  readonly body: unknown;
  readonly headers = new Map([['authorization', 'Bearer 12345678']]);

  constructor(body: unknown) {
    this.body = body;
  }
}

describe('a request of another class than the platform’s', () => {
  const bodies: [kind: string, body: () => unknown, prompt: unknown[]][] = [
    ['bytes', () => Buffer.from(asked), messages],
    ['a stream of Node’s', () => Readable.from([Buffer.from(asked)]), messages],
    ['a stream that nobody else may read', () => new Response(asked).body, []],
  ];
  for (const [kind, body, prompt] of bodies) {
    it(`is recorded as far as it can be read without consuming it: ${kind}`, async () => {
      const request = new ForeignRequest(body());
      let sent = '';
      const fetch = async (given: unknown) => {
        assert.equal(given, request);
        sent = Buffer.isBuffer(request.body) ? String(request.body) : await textIn(request.body as Readable);
        return new Response(answer.join(''), { headers: { 'content-type': 'text/event-stream' } });
      };
      const { fetch: recorded, runs } = capturing({ fetch: fetch as unknown as typeof globalThis.fetch });
      await (await recorded(request as unknown as Request)).text();
      const [run] = await runs(1);
      assert.equal(sent, asked);
      assert.equal(textOf(run!), 'Because 🎬');
      assert.deepEqual(run!.events.find(({ type }) => type === 'prompt_sent')!.messages, prompt);
    });
  }
});

describe('a request whose stream its own fetch does not read', () => {
  it('is recorded without its prompt once its answer comes', async () => {
    const request = new ForeignRequest(Readable.from([Buffer.from(asked)]));
    const fetch = async () =>
      new Response(answer.join(''), { headers: { 'content-type': 'text/event-stream' } });
    const { fetch: recorded, runs } = capturing({ fetch });
    await (await recorded(request as unknown as Request)).text();
    const [run] = await runs(1);
    assert.equal(textOf(run!), 'Because 🎬');
    assert.deepEqual(run!.events.find(({ type }) => type === 'prompt_sent')!.messages, []);
    assert.equal((request.body as Readable).readableFlowing, null);
  });
});

const readings: [how: string, read: (body: Readable) => Promise<string>][] = [
  ['iterated', async (body) => (await body.toArray()).join('')],
  [
    'listened to',
    async (body) => {
      let text = '';
      body.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      await until(() => body.readableEnded);
      return text;
    },
  ],
  [
    'pulled from',
    async (body) => {
      let text = '';
      body.on('readable', () => {
        for (let piece = body.read(); piece !== null; piece = body.read()) text += piece;
      });
      await until(() => body.readableEnded);
      return text;
    },
  ],
];

describe('an answer whose body is a stream of Node’s', () => {
  for (const [how, read] of readings) {
    it(`is the same response, and recorded as it is ${how}`, async () => {
      const body = bodyOf(answer);
      const { fetch, response, runs } = fetchOf(body);
      assert.equal(await fetch(chat, post), response);
      assert.equal(body.readableFlowing, null);
      assert.equal(await read(body), answer.join(''));
      const [run] = await runs(1);
      assert.equal(textOf(run!), 'Because 🎬');
      assert.equal(run!.trace.status, 'completed');
    });
  }

  it('is a cut where it breaks, which stays the reader’s to handle', async () => {
    const { fetch, runs } = fetchOf(bodyOf(answer.slice(0, 1), new Error('broken')));
    const { body } = await fetch(chat, post);
    await assert.rejects((body as unknown as Readable).toArray(), /broken/);
    const [run] = await runs(1);
    assert.equal(run!.trace.error?.code, 'stream_cut');
    assert.equal(textOf(run!), 'Be');
  });

  it('is a cancelled one where its reader leaves it', async () => {
    const body = bodyOf(answer);
    const { fetch, runs } = fetchOf(body);
    await fetch(chat, post);
    for await (const piece of body) {
      assert.equal(String(piece), answer[0]);
      break;
    }
    const [run] = await runs(1);
    assert.equal(run!.trace.status, 'cancelled');
    assert.equal(textOf(run!), 'Be');
  });
});

describe('a request whose body is', () => {
  const sendAs = async (body: unknown) => {
    const model = await serveModel(streamOf(answer));
    const { fetch, runs } = capturing();
    const init = { method: 'POST', body, duplex: 'half' } as unknown as RequestInit;
    assert.equal(await (await fetch(`${model.url}/v1/chat/completions`, init)).text(), answer.join(''));
    assert.deepEqual(model.posts()[0]!.body, JSON.parse(asked));
    return (await runs(1))[0]!;
  };

  it('a stream of Node’s is sent as it is, and its prompt is recorded', async () => {
    const run = await sendAs(bodyOf([asked.slice(0, 20), asked.slice(20)]));
    assert.deepEqual(run.events[1]!.messages, messages);
    assert.equal(textOf(run), 'Because 🎬');
  });

  it('iterable is sent as it is, and recorded without its prompt', async () => {
    const pieces = (async function* () {
      yield Buffer.from(asked);
    })();
    const run = await sendAs(pieces);
    assert.deepEqual(run.events[1]!.messages, []);
    assert.equal(run.events.filter(({ type }) => type === 'run_started').at(-1)!.model, 'm');
    assert.equal(textOf(run), 'Because 🎬');
  });
});
