import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { events, eventsOf, follow, startServer, untilPassing } from './live-player.js';
import { until } from './test-server.js';

describe('a live stream that is cut', () => {
  it('goes on where it was, without an error, and can be looked back on meanwhile', async () => {
    const server = await startServer();
    server.send('run-1', events.slice(0, 5));
    const { player, scheduler, told } = follow(server);
    await until(() => player.trace?.length === 5);
    server.script.push({ status: 503 });
    server.drop();
    await until(() => player.connection === 'reconnecting');
    assert.deepEqual([player.error, player.readyState], [undefined, 2]);
    assert.ok(told().includes('waiting'));
    player.seek(0);
    assert.deepEqual([player.index, player.readyState], [1, 3]);
    server.send('run-1', events.slice(5), 5);
    await untilPassing(scheduler, () => player.progress.isComplete);
    assert.deepEqual(eventsOf(player.trace), events);
    assert.deepEqual(
      server.requests.map(({ headers }) => headers['last-event-id']),
      [undefined, 'a-4', 'a-4'],
    );
  });

  it('anywhere, any number of times, loses nothing and repeats nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 1600 }), { maxLength: 6 }),
        fc.boolean(),
        async (cuts, isRestarted) => {
          const server = await startServer();
          server.send('run-1', events);
          // The first connection sends its first event, or it would not be known what it is.
          server.script.push(...cuts.map((cut, index) => ({ cutAfterBytes: index === 0 ? cut + 400 : cut })));
          const { player, scheduler } = follow(server);
          if (isRestarted) {
            await untilPassing(scheduler, () => server.requests.length > 1 || player.progress.isComplete);
            server.epoch = 'b';
          }
          await untilPassing(scheduler, () => player.progress.isComplete);
          assert.deepEqual(eventsOf(player.trace), events);
          assert.deepEqual(player.trace!.notices, []);
          player.dispose();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('and starts again after a restart of the server drops what is held', async () => {
    const server = await startServer();
    server.send('run-1', events.slice(0, 5));
    const { player, scheduler } = follow(server);
    await until(() => player.trace?.length === 5);
    server.epoch = 'b';
    server.drop();
    await untilPassing(scheduler, () => server.requests.length === 2 && server.openCount === 1);
    server.send('run-1', events.slice(5), 5);
    await until(() => player.progress.isComplete);
    assert.deepEqual(eventsOf(player.trace), events);
  });

  it('and resumed with a hole is asked from the start', async () => {
    const server = await startServer();
    server.send('run-1', events.slice(0, 4));
    const { player, scheduler } = follow(server);
    await until(() => player.trace?.length === 4);
    server.isLosing = true;
    server.drop();
    server.send('run-1', events.slice(4), 4);
    await untilPassing(scheduler, () => player.progress.isComplete);
    assert.deepEqual(eventsOf(player.trace), events);
    assert.deepEqual(
      server.requests.map(({ headers }) => headers['last-event-id']),
      [undefined, 'a-3', undefined],
    );
  });

  it('and has lost events for good goes on without them, and says so', async () => {
    const server = await startServer();
    server.send('run-1', events.slice(4), 4);
    const { player } = follow(server);
    await until(() => player.progress.isComplete);
    assert.equal(player.trace!.length, events.length - 4);
    assert.equal(server.requests.length, 1);
    assert.match(player.trace!.notices[0]!.detail!, /^4 events/);
  });

  it('and has no more to send is over', async () => {
    const server = await startServer();
    server.send('run-1', events.slice(0, 5));
    const { player, scheduler } = follow(server);
    await until(() => player.trace?.length === 5);
    server.script.push({ status: 204 });
    server.drop();
    await untilPassing(scheduler, () => player.progress.isComplete);
    assert.deepEqual([player.isLive, player.connection, player.durationMs], [false, 'ended', 300]);
    assert.equal(player.trace!.isEnded, false);
  });

  it('waits as long as the server asks, and longer each time', async () => {
    const server = await startServer();
    server.send('run-1', events.slice(0, 3));
    const { player, scheduler } = follow(server);
    await until(() => player.isLive);
    server.script.push({ status: 500 }, { contentType: 'text/html' });
    server.drop();
    await until(() => player.connection === 'reconnecting');
    for (const [tries, waitMs] of [100, 200, 400].entries()) {
      await until(() => scheduler.timerCount === 1);
      scheduler.advance(waitMs - 1);
      assert.equal(server.requests.length, tries + 1);
      scheduler.advance(1);
      await until(() => server.requests.length === tries + 2);
    }
    await until(() => player.connection === 'open');
  });

  it('before its first event is tried a few times, and then is an error', async () => {
    const server = await startServer();
    server.script.push(...Array.from({ length: 20 }, () => ({ cutAfterBytes: 5 })));
    const { player, scheduler } = follow(server);
    await untilPassing(scheduler, () => player.loadState === 'failed');
    assert.deepEqual([player.error?.kind, player.connection], ['empty', 'none']);
    assert.equal(server.requests.length, 6);
  });

  it('is not asked again once it was let go', async () => {
    const server = await startServer();
    server.send('run-1', events.slice(0, 3));
    const { player, scheduler } = follow(server);
    await until(() => player.isLive);
    server.drop();
    await until(() => player.connection === 'reconnecting');
    player.dispose();
    assert.equal(scheduler.timerCount, 0);
    scheduler.advance(60_000);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(server.requests.length, 1);
  });
});
