import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, it } from 'node:test';
import { urlSource } from '../../../src/engine/index.js';
import { PlayerError } from '../../../src/engine/player-error.js';
import { MAX_BYTES } from '../../../src/engine/source/decoded-texts.js';
import { failureInWords } from '../../../src/engine/source/failure-words.js';
import { watchedPlayer } from '../watched-player.js';
import { answering, isSettled, loading, text } from './http-player.js';
import { type Handler, until } from './test-server.js';

describe('what is no replay file', () => {
  const cases: [name: string, handler: Handler, kind: string, status?: number][] = [
    ['a missing one', answering(404, 'no'), 'http', 404],
    ['a server’s fault', answering(500, '{}'), 'http', 500],
    ['a web page', answering(200, '<!doctype html><title>x</title>'), 'html'],
    [
      'a web page that says it is JSON',
      answering(200, ' <html>', { 'content-type': 'application/json' }),
      'html',
    ],
    ['nothing', answering(200, ''), 'empty'],
    ['no content', answering(204, ''), 'empty'],
    ['prose', answering(200, 'hello there, this is prose'), 'not_json'],
    ['another document', answering(200, '{"name":"x","version":2}'), 'wrong_shape'],
    ['a list', answering(200, '[1,2]'), 'wrong_shape'],
    [
      'prose that says it is an event stream',
      answering(200, 'hello there\n\n', { 'content-type': 'text/event-stream' }),
      'not_json',
    ],
  ];
  for (const [name, handler, kind, status] of cases) {
    it(`is an error: ${name}`, async () => {
      const { player, told } = await loading(handler);
      await until(() => isSettled(player));
      assert.equal(player.loadState, 'failed');
      assert.deepEqual([player.error?.kind, player.error?.status], [kind, status]);
      assert.ok(player.error!.message.length > 10);
      assert.equal(told().at(-1), 'error');
    });
  }

  it('is an error where nothing listens', async () => {
    const listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    listener.close();
    await once(listener, 'close');
    const url = `http://127.0.0.1:${port}/`;
    const { player } = watchedPlayer(urlSource(url, { fetch }));
    await until(() => isSettled(player));
    assert.equal(player.error?.kind, 'network');
    assert.match(player.error.message, /CORS/);
    const fromPublicPage = watchedPlayer(urlSource(url, { fetch, pageUrl: 'https://example.com/' })).player;
    await until(() => isSettled(fromPublicPage));
    assert.equal(fromPublicPage.error?.kind, 'blocked_local');
    const fromLocalPage = watchedPlayer(urlSource(url, { fetch, pageUrl: 'http://localhost:3000/' })).player;
    await until(() => isSettled(fromLocalPage));
    assert.equal(fromLocalPage.error?.kind, 'network');
  });

  it('names a long address by its two ends, and keeps all of it', async () => {
    const suffix = `?q=${'long'.repeat(3000)}&name=run.json`;
    const { player, server } = await loading(answering(404, 'no'), { suffix });
    await until(() => isSettled(player));
    const { message, url } = player.error!;
    assert.equal(url, server.url + suffix);
    assert.ok(
      message.startsWith(`HTTP 404: there is nothing at this address (${server.url}?q=long`),
      message,
    );
    assert.match(message, /longlo[a-z]*…[a-z]*glonglong&name=run\.json\)\.$/);
    assert.ok(message.length < 250, String(message.length));
  });

  it('names a short address whole, and no half of a character', () => {
    const address = (url: string) =>
      failureInWords(new PlayerError('http', '', { status: 500 }), { url }).message;
    assert.match(address('https://a.example/run.json'), /\(https:\/\/a\.example\/run\.json\)\.$/);
    for (const url of ['😀'.repeat(500), `a${'😀'.repeat(500)}`, `${'😀'.repeat(500)}a`])
      assert.doesNotMatch(address(url), /\p{Surrogate}/u);
    const bad = failureInWords(new PlayerError('bad_url', '', { url: 'x'.repeat(999) }), {});
    assert.equal(bad.url, 'x'.repeat(999));
    for (const kind of ['bad_url', 'network', 'blocked_local', 'empty'] as const) {
      const url = `http://127.0.0.1/${'x'.repeat(9000)}`;
      const error = failureInWords(new PlayerError(kind, '', { url }), { url });
      assert.ok(error.message.includes('xx…xx') && error.message.length < 500, error.message);
    }
  });

  it('is refused before it is read when it says that it is too large', async () => {
    let isClosed = false;
    const { player } = await loading((_request, response) => {
      response.on('close', () => (isClosed = true));
      response.writeHead(200, { 'content-length': MAX_BYTES + 1 }).write('{');
    });
    await until(() => isSettled(player));
    assert.equal(player.error?.kind, 'too_large');
    await until(() => isClosed);
  });

  it('can be tried again', async () => {
    let tries = 0;
    const { player, server } = await loading((_request, response) =>
      response.writeHead(++tries === 1 ? 503 : 200).end(tries === 1 ? '' : text),
    );
    await until(() => isSettled(player));
    player.load(urlSource(server.url, { fetch }));
    await until(() => player.readyState === 4);
    assert.equal(player.error, undefined);
  });
});
