import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { blobSource, type FetchLike, textSource, urlSource } from '../../../src/engine/index.js';
import { MAX_BYTES, SLICE_BYTES } from '../../../src/engine/source/decoded-texts.js';
import type { TraceEvent } from '../../../src/trace/index.js';
import { runEvents } from '../traces.js';
import { watchedPlayer } from '../watched-player.js';
import { answering, events, isSettled, loading, text } from './http-player.js';
import { replayText } from './replay-text.js';
import { until } from './test-server.js';

describe('a replay file at a URL', () => {
  it('plays after one request, which says what is understood', async () => {
    const { player, server, told } = await loading(
      answering(200, text, { 'content-type': 'application/json' }),
    );
    await until(() => isSettled(player));
    assert.equal(server.requests.length, 1);
    assert.equal(server.requests[0]!.headers.accept, 'text/event-stream, application/json');
    assert.equal(player.trace!.length, events.length);
    assert.deepEqual(player.trace!.notices, []);
    assert.deepEqual([player.durationMs, player.readyState, player.connection], [500, 4, 'none']);
    const order = told();
    for (const type of [
      'loadstart',
      'progress',
      'durationchange',
      'loadedmetadata',
      'canplaythrough',
    ] as const) {
      assert.ok(order.includes(type), type);
    }
  });

  it('shows its first events before it has all arrived, and counts bytes and events', async () => {
    let rest = () => undefined as void;
    const cut = text.indexOf('"3 "');
    const { player } = await loading((_request, response) => {
      const body = Buffer.from(text);
      response.writeHead(200, { 'content-length': body.length });
      response.write(body.subarray(0, cut));
      rest = () => void response.end(body.subarray(cut));
    });
    await until(() => player.readyState === 3);
    assert.equal(player.progress.isComplete, false);
    assert.ok(player.progress.events > 0 && player.progress.events < events.length);
    assert.deepEqual(
      [player.progress.bytesLoaded, player.progress.bytesTotal],
      [cut, Buffer.byteLength(text)],
    );
    rest();
    await until(() => player.readyState === 4);
    assert.equal(player.progress.events, events.length);
  });

  it('may be cut at any byte, within a character too', async () => {
    const emoji: TraceEvent[] = events.map((event) =>
      event.type === 'token' ? { ...event, text: 'é👩‍🚀' } : event,
    );
    const body = Buffer.from('\uFEFF' + replayText(emoji));
    const { player } = await loading((_request, response) => {
      response.writeHead(200);
      void (async () => {
        for (let at = 0; at < body.length; at += 7) {
          response.write(body.subarray(at, at + 7));
          await new Promise(setImmediate);
        }
        response.end();
      })();
    });
    await until(() => isSettled(player));
    assert.equal(player.trace!.blocks.at(-1)!.text.toString(), 'é👩‍🚀'.repeat(5));
    assert.deepEqual(player.trace!.notices, []);
  });

  it('starts where its fragment says, which stays here', async () => {
    const { player, server } = await loading(answering(200, text), { suffix: '#t=0.3' });
    await until(() => isSettled(player));
    assert.equal(player.timeMs, 300);
    assert.equal(server.requests[0]!.url, '/run.json');
  });

  it('does not trust the length of a compressed body', async () => {
    const { player } = await loading(answering(200, gzipSync(text), { 'content-encoding': 'gzip' }));
    await until(() => isSettled(player));
    assert.equal(player.progress.bytesTotal, undefined);
    assert.equal(player.progress.bytesLoaded, Buffer.byteLength(text));
  });

  it('takes back a length that turns out too small', async () => {
    const short: FetchLike = async () => new Response(text, { headers: { 'content-length': '10' } });
    const { player } = watchedPlayer(urlSource('http://example.com/run.json', { fetch: short }));
    await until(() => isSettled(player));
    assert.equal(player.progress.bytesTotal, undefined);
    assert.equal(player.readyState, 4);
  });

  it('that stops mid-way leaves what came to be played, and says that the connection broke', async () => {
    const { player } = await loading((_request, response) => {
      response.writeHead(200, { 'content-length': Buffer.byteLength(text) });
      response.write(text.slice(0, text.indexOf('"2 "') + 7), () => response.destroy());
    });
    await until(() => isSettled(player));
    assert.equal(player.error?.kind, 'network');
    assert.match(player.error.message, /connection broke/);
    assert.deepEqual([player.trace!.length, player.networkState, player.readyState], [5, 1, 3]);
  });

  it('that stops before its first event is an error', async () => {
    const { player } = await loading((_request, response) => {
      response.writeHead(200, { 'content-length': Buffer.byteLength(text) });
      response.write(text.slice(0, 20), () => response.destroy());
    });
    await until(() => isSettled(player));
    assert.equal(player.error?.kind, 'network');
  });

  it('is let go when something else is loaded', async () => {
    let isClosed = false;
    const { player } = await loading((_request, response) => {
      response.on('close', () => (isClosed = true));
      response.writeHead(200).write(text.slice(0, -200));
    });
    await until(() => player.trace !== undefined);
    player.load(undefined);
    await until(() => isClosed);
    assert.equal(player.loadState, 'empty');
  });

  it('is read in slices, with the host’s turn between them', async () => {
    const many = replayText(runEvents(Array.from({ length: 30_000 }, (_, index) => index)));
    const { player, scheduler } = await loading(answering(200, many));
    await until(() => isSettled(player));
    assert.equal(player.trace!.length, 30_004);
    assert.ok(scheduler.yields >= Math.floor(many.length / (4 * SLICE_BYTES)), `${scheduler.yields} turns`);
  });
});

describe('a saved event stream of a model server', () => {
  it('is a file, whatever its type says', async () => {
    const chunk = (content: string) =>
      `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
    const body = chunk('Hel') + chunk('lo') + 'data: [DONE]\n\n';
    const { player } = await loading(
      answering(200, body, { 'content-type': 'text/event-stream; charset=utf-8' }),
    );
    await until(() => isSettled(player));
    assert.equal(player.isLive, false);
    assert.equal(player.connection, 'none');
    assert.equal(player.trace!.blocks.find(({ kind }) => kind === 'response')!.text.toString(), 'Hello');
  });
});

describe('a file from disk', () => {
  it('plays, with its size known', async () => {
    const { player } = watchedPlayer(blobSource(new Blob([text])));
    await until(() => isSettled(player));
    assert.equal(player.trace!.length, events.length);
    assert.deepEqual(
      [player.progress.bytesLoaded, player.progress.bytesTotal],
      [Buffer.byteLength(text), Buffer.byteLength(text)],
    );
  });

  it('that is too large is refused without being read', async () => {
    const stream = () => assert.fail('it was read');
    const { player } = watchedPlayer(blobSource({ size: MAX_BYTES + 1, stream }));
    await until(() => isSettled(player));
    assert.equal(player.error?.kind, 'too_large');
  });
});

describe('a text in memory', () => {
  it('plays', async () => {
    const { player } = watchedPlayer(textSource(text));
    await until(() => isSettled(player));
    assert.equal(player.trace!.length, events.length);
  });

  it('that is empty is an error', async () => {
    const { player } = watchedPlayer(textSource(''));
    await until(() => isSettled(player));
    assert.equal(player.error?.kind, 'empty');
  });
});
