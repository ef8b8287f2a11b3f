import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { AccessToken } from '../../src/recorder/access-token.js';
import { EventBus } from '../../src/recorder/event-bus.js';
import { EventBusSSEServer, type SSEServerOptions } from '../../src/recorder/sse-server.js';
import { emitRun } from './run-events.js';
import { ask } from './sse-client.js';

const TOKEN = 's3cret token+/=';
const opened: EventBusSSEServer[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.stop()));
});

async function live(options: SSEServerOptions) {
  const bus = new EventBus();
  const server = new EventBusSSEServer({ bus, port: 0, ...options });
  opened.push(server);
  return { bus, ...(await server.start()) };
}

describe('a live server with a token', () => {
  it('answers only who sends it, in a header or in the address', async () => {
    const { bus, url } = await live({ token: TOKEN });
    emitRun(bus, 'a', 1);
    const paths = ['/events', '/runs', '/health', '/nowhere'].map((path) => url.replace('/events', path));
    for (const path of paths) {
      const { status, headers, text } = await ask(path);
      assert.deepEqual([status, headers['www-authenticate']], [401, 'Bearer'], path);
      assert.equal((await text()).includes(TOKEN), false);
    }
    const wrong = [`Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, `Basic ${TOKEN}`, 'Bearer', TOKEN];
    for (const authorization of wrong) assert.equal((await ask(url, { authorization })).status, 401);
    assert.equal((await ask(`${url}?token=nope`)).status, 401);
    const { client, status } = await ask(url, { authorization: `bearer ${TOKEN}` });
    assert.equal(status, 200);
    await client.frame(4);
    const asked = `?token=${encodeURIComponent(TOKEN)}`;
    assert.equal((await ask(`${url}${asked}&run_id=a`)).status, 200);
    assert.equal((await ask(url.replace('/events', `/runs${asked}`))).status, 200);
  });

  it('lets a page of any origin read where that was said, and ask first without the token', async () => {
    const { url } = await live({ token: TOKEN, allowOrigins: ['*'] });
    const origin = 'https://anywhere.example';
    const asked = await ask(url, { origin }, 'OPTIONS');
    assert.equal(asked.status, 204);
    assert.match(asked.headers['access-control-allow-headers']!, /Authorization/);
    const refused = await ask(url, { origin });
    assert.deepEqual([refused.status, refused.headers['access-control-allow-origin']], [401, origin]);
    const { status } = await ask(url, { origin, authorization: `Bearer ${TOKEN}` });
    assert.equal(status, 200);
  });

  it('does not help a foreign host or origin', async () => {
    const { url } = await live({ token: TOKEN });
    const authorization = `Bearer ${TOKEN}`;
    assert.equal((await ask(url, { authorization, host: 'rebound.example' })).status, 403);
    assert.equal((await ask(url, { authorization, origin: 'https://evil.example' })).status, 403);
  });

  it('may listen for other machines; one without may not', async () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.2'])
      assert.throws(() => new EventBusSSEServer({ host }), /needs a token/);
    const { port } = await live({ host: '0.0.0.0', token: TOKEN });
    const { status } = await ask(`http://127.0.0.1:${port}/health?token=${encodeURIComponent(TOKEN)}`);
    assert.equal(status, 200);
    assert.throws(() => new EventBusSSEServer({ token: '' }), /token is empty/);
  });
});

describe('a token', () => {
  it('is found in either place, the header first', () => {
    const token = new AccessToken('a');
    const query = (text: string) => new URLSearchParams(text);
    assert.equal(token.isIn({}, query('')), false);
    assert.equal(token.isIn({}, query('token=a')), true);
    assert.equal(token.isIn({ authorization: 'Bearer a' }, query('token=b')), true);
    assert.equal(token.isIn({ authorization: 'Bearer b' }, query('token=a')), false);
  });
});
