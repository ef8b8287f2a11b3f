import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import fc from 'fast-check';
import { type Player, type UrlOptions, urlSource } from '../../../src/engine/index.js';
import type { Trace, TraceEvent } from '../../../src/trace/index.js';
import type { ManualScheduler } from '../../helpers/manual-scheduler.js';
import { runEvents } from '../traces.js';
import { watchedPlayer } from '../watched-player.js';
import { LiveServer } from './live-server.js';
import { until } from './test-server.js';

const events = runEvents([100, 200, 300, 400, 500]);
const servers: LiveServer[] = [];
const players: Player[] = [];

afterEach(async () => {
  for (const player of players.splice(0)) player.dispose();
  for (const server of servers.splice(0)) await server.close();
});

async function startServer(): Promise<LiveServer> {
  const server = await LiveServer.start();
  servers.push(server);
  return server;
}

function follow(server: LiveServer, options: Partial<UrlOptions> = {}) {
  const watched = watchedPlayer(urlSource(server.url, { fetch, random: () => 1, ...options }));
  players.push(watched.player);
  return watched;
}

function eventsOf(trace: Trace | undefined): TraceEvent[] {
  return Array.from({ length: trace?.length ?? 0 }, (_, index) => trace!.eventAt(index));
}

/** Waits while the clock goes on, so that what waits to reconnect does. */
function untilPassing(scheduler: ManualScheduler, isSo: () => boolean): Promise<void> {
  return until(() => (scheduler.advance(20), isSo()), String(isSo));
}

describe('a live stream', () => {
  it('is followed as it comes, and has an end when its run has', async () => {
    const server = await startServer();
    const { player, scheduler } = follow(server);
    await until(() => player.connection === 'open');
    assert.deepEqual([player.loadState, player.trace], ['loading', undefined]);
    server.send('run-1', events.slice(0, 3));
    await until(() => player.isLive);
    assert.deepEqual([player.connection, player.durationMs, player.index], ['open', Infinity, 2]);
    assert.deepEqual([player.paused, player.isAtLiveEdge, player.trace!.info.run_id], [false, true, 'run-1']);
    server.send('run-1', events.slice(3, 5), 3);
    await until(() => player.index === 4);
    server.send('run-1', events.slice(5), 5);
    await until(() => !player.isLive);
    assert.deepEqual([player.connection, player.durationMs, player.ended], ['ended', 500, true]);
    assert.deepEqual(eventsOf(player.trace), events);
    await until(() => server.openCount === 0);
    scheduler.advance(60_000);
    assert.equal(server.requests.length, 1);
    assert.equal(scheduler.timerCount, 0);
  });

  it('is joined late at its edge, with all that came before', async () => {
    const server = await startServer();
    server.send('run-1', events.slice(0, 6));
    const { player } = follow(server);
    await until(() => player.trace?.length === 6);
    assert.deepEqual([player.timeMs, player.index, player.isAtLiveEdge], [400, 5, true]);
    player.seek(0);
    assert.deepEqual([player.index, player.isAtLiveEdge, player.liveEdgeMs], [1, false, 400]);
  });

  it('that had ended already is shown whole', async () => {
    const server = await startServer();
    server.send('run-1', events);
    const { player } = follow(server);
    await until(() => player.progress.isComplete);
    assert.deepEqual([player.isLive, player.ended, player.index], [false, true, events.length - 1]);
    player.play();
    assert.deepEqual([player.timeMs, player.paused], [0, false]);
  });

  it('is followed for the run that is sent first, and no other', async () => {
    const server = await startServer();
    server.send('run-1', events.slice(0, 3));
    server.send('run-2', runEvents([7], 'run-2'));
    server.send('run-1', events.slice(3), 3);
    const { player } = follow(server);
    await until(() => player.progress.isComplete);
    assert.deepEqual(eventsOf(player.trace), events);
  });

  it('is followed for the run that was asked for', async () => {
    const server = await startServer();
    server.send('run-1', events);
    server.send('run-2', runEvents([7], 'run-2'));
    const { player } = follow(server, { runId: 'run-2' });
    await until(() => player.progress.isComplete);
    assert.equal(player.trace!.info.run_id, 'run-2');
    assert.equal(player.durationMs, 7);
    assert.match(server.requests[0]!.url!, /\?run_id=run-2$/);
  });

  it('loses no event that is not as it should be a second time', async () => {
    const server = await startServer();
    server.send('run-1', events.slice(0, 3));
    server.sendData('{"type":"token","time_ms":250,"run_id":"run-1","seq":3}');
    server.sendData('not JSON');
    server.send('run-1', events.slice(3), 4);
    const { player } = follow(server);
    await until(() => player.progress.isComplete);
    assert.deepEqual(eventsOf(player.trace), events);
    assert.equal(server.requests.length, 1);
    assert.equal(player.trace!.notices[0]?.code, 'wrong_shape');
  });
});

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
