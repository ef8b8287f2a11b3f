import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { EventBus } from '../../src/recorder/event-bus.js';
import type { ListenError } from '../../src/recorder/listen.js';
import { EventBusReplayWriter } from '../../src/recorder/replay-writer.js';
import { EventBusSSEServer, type SSEServerOptions } from '../../src/recorder/sse-server.js';
import { completed, emitRun, nextTurn, prompt, started, token, until } from './run-events.js';
import { ask, type SseClient, watch } from './sse-client.js';
import { temporaryFolder } from './temporary-folder.js';

const opened: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.stop()));
});

async function live(options: SSEServerOptions = {}) {
  const bus = new EventBus({ onError: (error) => assert.fail(error) });
  const server = new EventBusSSEServer({ bus, port: 0, ...options });
  opened.push(server);
  const { url, port } = await server.start();
  return { bus, server, url, port };
}

async function liveWithHistory(options: SSEServerOptions = {}) {
  const history = join(temporaryFolder(), 'replays');
  const served = await live({ history, ...options });
  const writer = new EventBusReplayWriter({ bus: served.bus, outputDir: history });
  opened.push(writer);
  writer.start();
  return { ...served, writer, history };
}

/** Events 0… of a run of so many tokens, as places. */
const placesOf = (run: string, events: number) =>
  Array.from({ length: events }, (_, seq) => `${run}${seq}`).join(' ');

function emitTokens(bus: EventBus, runId: string, from: number, to: number): void {
  for (let index = from; index < to; index++) bus.emit(runId, token(index, `t${index} `));
}

const seqsOf = (client: SseClient, runId: string) =>
  client.frames.filter((frame) => frame.runId === runId).map(({ seq }) => seq);

describe('the live server', () => {
  it('sends every event as an unnamed frame with its run, its place, and an id', async () => {
    const { bus, url } = await live();
    const client = await watch(url);
    emitRun(bus, 'a', 2);
    await client.frame(5);
    assert.equal(client.places, placesOf('a', 5));
    assert.deepEqual(client.frames[2]!.event, token(1, 't0 '));
    const [epoch, first] = client.frames[0]!.id.split('-');
    assert.deepEqual(
      client.frames.map(({ id }) => id),
      [0, 1, 2, 3, 4].map((offset) => `${epoch}-${Number(first) + offset}`),
    );
    assert.equal(client.retryMs, 1000);
    assert.deepEqual(client.faults, []);
  });

  it('gives a late joiner each running run from its beginning, then all that comes', async () => {
    const { bus, url } = await live();
    emitRun(bus, 'over', 2);
    bus.emit('a', started('a'));
    bus.emit('b', started('b'));
    emitTokens(bus, 'a', 1, 10);
    emitTokens(bus, 'b', 1, 5);
    const client = await watch(url);
    await client.frame(15);
    emitTokens(bus, 'a', 10, 12);
    bus.emit('c', started('c'));
    await client.frame(18);
    assert.deepEqual(seqsOf(client, 'a'), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    assert.deepEqual(seqsOf(client, 'b'), [0, 1, 2, 3, 4]);
    assert.deepEqual(seqsOf(client, 'c'), [0]);
    assert.deepEqual(seqsOf(client, 'over'), []);
  });

  it('sends the last finished run when none is in progress', async () => {
    const { bus, url } = await live();
    emitRun(bus, 'a', 1);
    emitRun(bus, 'b', 1);
    const client = await watch(url);
    await client.frame(4);
    assert.equal(client.places, placesOf('b', 4));
    emitRun(bus, 'c', 0);
    await client.frame(7);
    assert.equal(client.places, `${placesOf('b', 4)} ${placesOf('c', 3)}`);
  });

  it('loses nothing and repeats nothing for a client that is cut anywhere and comes back', async () => {
    const { bus, url } = await live({ ringFrames: 5000 });
    const got: string[] = [];
    let lastId: string | undefined;
    let emitted = 0;
    const emitSome = (count: number) => {
      if (emitted === 0) for (const id of ['a', 'b']) bus.emit(id, started(id));
      emitTokens(bus, 'a', emitted, emitted + count);
      emitTokens(bus, 'b', emitted, emitted + Math.ceil(count / 2));
      emitted += count;
    };
    emitSome(20);
    for (let round = 0; round < 25; round++) {
      const client = await watch(url, lastId);
      emitSome((round * 7) % 5);
      await nextTurn();
      emitSome((round * 3) % 4);
      const wanted = 1 + ((round * 13) % 9);
      await Promise.race([client.frame(wanted), new Promise((resolve) => setTimeout(resolve, 30))]);
      client.close();
      got.push(...client.frames.map(({ runId, seq }) => `${runId}${seq}`));
      lastId = client.lastId ?? lastId;
    }
    bus.emit('a', completed(1e6));
    bus.emit('b', completed(1e6));
    const last = await watch(url, lastId);
    await until(() => last.frames.filter(({ event }) => event.type === 'run_completed').length === 2);
    got.push(...last.frames.map(({ runId, seq }) => `${runId}${seq}`));
    for (const run of ['a', 'b']) {
      const mine = got.filter((place) => place.startsWith(run));
      assert.equal(mine.join(' '), placesOf(run, mine.length));
    }
    assert.equal(got.length, new Set(got).size);
  });

  it('starts the runs again for an id of another epoch, or none of ours', async () => {
    const { bus, url } = await live();
    bus.emit('a', started('a'));
    emitTokens(bus, 'a', 1, 4);
    for (const id of ['deadbeef00-2', 'nonsense', '-1', '99999']) {
      const client = await watch(url, id);
      await client.frame(4);
      assert.equal(client.places, placesOf('a', 4), id);
      client.close();
    }
  });

  it('reads what is no longer in memory from the file of the run', async () => {
    const { bus, url } = await liveWithHistory({ ringFrames: 8 });
    bus.emit('a', started('a'));
    bus.emit('a', prompt());
    emitTokens(bus, 'a', 1, 500);
    bus.emit('b', started('b'));
    emitTokens(bus, 'a', 500, 600);
    emitTokens(bus, 'b', 1, 50);
    const client = await watch(url);
    await client.frame(300);
    emitTokens(bus, 'a', 600, 700);
    bus.emit('a', completed(701));
    await client.frame(1 + 1 + 699 + 50 + 1);
    assert.deepEqual(
      seqsOf(client, 'a'),
      Array.from({ length: 702 }, (_, seq) => seq),
    );
    assert.deepEqual(
      seqsOf(client, 'b'),
      Array.from({ length: 50 }, (_, seq) => seq),
    );
    const texts = client.frames.map(({ event }) =>
      event.type === 'token' ? (event as { text: string }).text : '',
    );
    assert.ok(texts.includes('t1 ') && texts.includes('t699 '));
    assert.deepEqual(client.comments.slice(1), []);
  });

  it('says in a comment what a bounded memory no longer holds', async () => {
    const { bus, url } = await live({ ringFrames: 8 });
    bus.emit('a', started('a'));
    emitTokens(bus, 'a', 1, 100);
    const client = await watch(url);
    await until(() => client.comments.length > 1 && client.frames.at(-1)?.seq === 99);
    assert.deepEqual(client.comments.slice(1), ['the first events of run "a" are no longer held']);
    assert.ok(client.frames.length <= 8 && client.frames.length >= 4);
  });

  it('sends one run alone when asked, and ends with it', async () => {
    const { bus, url } = await live();
    bus.emit('a', started('a'));
    bus.emit('b', started('b'));
    const client = await watch(`${url}?run_id=b`);
    emitTokens(bus, 'a', 1, 5);
    emitTokens(bus, 'b', 1, 3);
    bus.emit('b', completed(9));
    await until(() => client.isEnded);
    assert.equal(client.places, placesOf('b', 4));
    const again = await ask(`${url}?run_id=b`, { 'last-event-id': client.lastId! });
    assert.equal(again.status, 204);
    const halfWay = await watch(`${url}?run_id=b`, client.frames[1]!.id);
    await until(() => halfWay.isEnded);
    assert.equal(halfWay.places, 'b2 b3');
    assert.equal((await ask(`${url}?run_id=c`)).status, 404);
  });

  it('serves the newest run of the folder, and any other by its id, after a new start', async () => {
    const { bus, writer, history } = await liveWithHistory();
    emitRun(bus, 'old', 3);
    bus.emit('new', started('new', { started_at: '2026-02-02T00:00:00.000Z' }));
    emitTokens(bus, 'new', 1, 300);
    bus.emit('new', completed(300));
    await writer.stop();
    const { url, bus: otherBus } = await live({ history });
    const client = await watch(url);
    await client.frame(301);
    assert.equal(client.places, placesOf('new', 301));
    const asked = await watch(`${url}?run_id=old`);
    await until(() => asked.isEnded);
    assert.equal(asked.places, placesOf('old', 6));
    emitRun(otherBus, 'live', 1);
    await client.frame(305);
    assert.equal(client.places, `${placesOf('new', 301)} ${placesOf('live', 4)}`);
    const { runs } = JSON.parse(await (await ask(url.replace('/events', '/runs'))).text());
    assert.deepEqual(
      runs.map((run: { run_id: string; status: string }) => `${run.run_id} ${run.status}`),
      ['live completed', 'old completed', 'new completed'],
    );
  });

  it('cuts a client that takes nothing, and the others do not notice', async () => {
    const { bus, url } = await live({ maxWaiting: 100_000, stallMs: 100 });
    const slow = await watch(url);
    const quick = await watch(url);
    slow.pause();
    bus.emit('a', started('a'));
    const text = 'x'.repeat(10_000);
    let count = 1;
    const health = async () => JSON.parse(await (await ask(url.replace('/events', '/health'))).text());
    while ((await health()).clients === 2) {
      for (let index = 0; index < 50; index++) bus.emit('a', token(count++, text));
      await quick.frame(count);
    }
    assert.equal(quick.frames.length, count);
    assert.deepEqual(
      seqsOf(quick, 'a'),
      Array.from({ length: count }, (_, seq) => seq),
    );
    assert.equal(quick.isEnded, false);
  });

  it('lets a client that fell behind catch up', async () => {
    const { bus, url } = await liveWithHistory({ maxWaiting: 50_000, ringFrames: 100 });
    const client = await watch(url);
    client.pause();
    bus.emit('a', started('a'));
    const text = 'x'.repeat(10_000);
    for (let count = 1; count < 1500; count++) {
      bus.emit('a', token(count, text));
      if (count % 20 === 0) await nextTurn();
    }
    client.resume();
    await client.frame(1500);
    assert.equal(client.places, placesOf('a', 1500));
  });

  it('sends comments on a quiet connection, on the timers that it is given', async () => {
    const beats: { callback: () => void; ms: number }[] = [];
    let cleared = 0;
    const timers = {
      setInterval: (callback: () => void, ms: number) => beats.push({ callback, ms }),
      clearInterval: () => void cleared++,
    };
    const { url, server } = await live({ timers, heartbeatMs: 1234 });
    const client = await watch(url);
    await until(() => client.comments.length === 1);
    assert.equal(beats[0]!.ms, 1234);
    beats[0]!.callback();
    await until(() => client.comments.length === 2);
    assert.equal(client.comments[1], 'heartbeat');
    await server.stop();
    assert.equal(cleared, 1);
  });

  it('lets only loopback origins and the allowed ones read', async () => {
    const { url } = await live({ allowOrigins: ['https://demo.example'] });
    const runs = url.replace('/events', '/runs');
    for (const origin of [
      'http://localhost:4173',
      'http://127.0.0.1',
      'https://demo.example',
      'http://[::1]:1',
    ]) {
      const { status, headers } = await ask(runs, { origin });
      assert.equal(status, 200, origin);
      assert.equal(headers['access-control-allow-origin'], origin);
      assert.equal(headers.vary, 'Origin');
    }
    for (const origin of [
      'https://evil.example',
      'http://localhost.evil.example',
      'null',
      'file://',
      'http://127.0.0.1.evil.example',
      'https://demo.example.evil',
    ]) {
      const { status, headers } = await ask(runs, { origin });
      assert.equal(status, 403, origin);
      assert.equal(headers['access-control-allow-origin'], undefined);
    }
    assert.equal((await ask(runs)).headers['access-control-allow-origin'], undefined);
  });

  it('refuses a host that is not this machine', async () => {
    const { url, port } = await live();
    for (const host of ['evil.example', `rebound.example:${port}`, '192.168.1.2']) {
      assert.equal((await ask(url.replace('/events', '/health'), { host })).status, 403, host);
    }
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
      assert.equal((await ask(url.replace('/events', '/health'), { host })).status, 200, host);
    }
  });

  it('answers the question that a browser asks first', async () => {
    const { url } = await live();
    const origin = 'http://localhost:4173';
    const asked = await ask(url, { origin, 'access-control-request-private-network': 'true' }, 'OPTIONS');
    assert.equal(asked.status, 204);
    assert.equal(asked.headers['access-control-allow-private-network'], 'true');
    assert.equal(asked.headers['access-control-allow-origin'], origin);
    assert.match(asked.headers['access-control-allow-headers']!, /Last-Event-ID/i);
    const refused = await ask(
      url,
      { origin: 'https://evil.example', 'access-control-request-private-network': 'true' },
      'OPTIONS',
    );
    assert.equal(refused.status, 403);
    assert.equal(refused.headers['access-control-allow-private-network'], undefined);
    assert.equal((await ask(url, {}, 'POST')).status, 405);
    assert.equal((await ask(url.replace('/events', '/other'))).status, 404);
  });

  it('does not let every origin read', () => {
    assert.throws(() => new EventBusSSEServer({ allowOrigins: ['*'] }), /needs a token/);
    assert.throws(() => new EventBusSSEServer({ allowOrigins: ['example.com'] }), /not an origin/);
  });

  it('says in one line that its port is taken', async () => {
    const { port } = await live();
    const second = new EventBusSSEServer({ bus: new EventBus(), port });
    await assert.rejects(second.start(), (error: ListenError) => {
      assert.equal(error.code, 'EADDRINUSE');
      assert.match(error.message, new RegExp(`^Port ${port} is in use\\.`));
      return true;
    });
  });

  it('takes no more viewers than it may', async () => {
    const { url } = await live({ maxClients: 1 });
    await watch(url);
    assert.equal((await ask(url)).status, 503);
  });

  it('lets viewers receive the end before it stops, and ends those that do not take it', async () => {
    const { bus, server, url } = await live();
    const client = await watch(url);
    const stuck = await watch(url);
    stuck.pause();
    emitRun(bus, 'a', 2000);
    await server.stop({ graceMs: 300 });
    await until(() => client.isEnded);
    assert.equal(client.frames.at(-1)!.event.type, 'run_completed');
    await assert.rejects(ask(url), { code: 'ECONNREFUSED' });
  });
});
