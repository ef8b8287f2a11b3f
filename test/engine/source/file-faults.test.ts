import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, it } from 'node:test';
import { urlSource } from '../../../src/engine/index.js';
import { MAX_BYTES } from '../../../src/engine/source/decoded-texts.js';
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
