import assert from 'node:assert/strict';
import { type ClientRequest, createServer } from 'node:http';
import { after, it } from 'node:test';
import { parseBaseUrl } from '../../../src/recorder/base-url.js';
import { type ExchangeWatcher, forward } from '../../../src/recorder/proxy/forward.js';
import { ProxyTarget } from '../../../src/recorder/proxy/proxy-target.js';
import { serveModel, streamOf } from '../model-server.js';

/** Passes one request on; tells whether it was written when the watcher was told that it is whole. */
async function sentAllOf(targetUrl: string): Promise<boolean[]> {
  const target = new ProxyTarget(parseBaseUrl(targetUrl));
  let upstream: ClientRequest | undefined;
  const begin = target.begin.bind(target);
  target.begin = (...call) => (upstream = begin(...call));
  const whenTold: boolean[] = [];
  const watcher = { sentAll: () => whenTold.push(upstream!.writableFinished) };
  const deaf = new Proxy(watcher, {
    get: (own, name) => (name === 'sentAll' ? own.sentAll : () => {}),
  }) as unknown as ExchangeWatcher;
  const proxy = createServer((request, response) =>
    forward(
      request,
      response,
      target,
      () => 'no answer',
      () => deaf,
    ),
  );
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  after(() => proxy.close());
  const { port } = proxy.address() as { port: number };
  const answer = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, { method: 'POST', body: '{}' });
  await answer.text();
  return whenTold;
}

it('a watcher is not told that a request is whole before it has been written, so that its work delays nothing', async () => {
  const model = await serveModel(streamOf(['{}'], 'application/json'));
  const [first] = await sentAllOf(model.url);
  assert.equal(first, true);
});

it('a watcher is told the end of a request that can never be written', async () => {
  const model = await serveModel(streamOf([]));
  await model.stop();
  assert.deepEqual((await sentAllOf(model.url)).slice(0, 1), [false]);
});
