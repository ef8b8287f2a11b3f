import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runEvents } from '../traces.js';
import { events, eventsOf, follow, startServer } from './live-player.js';
import { until } from './test-server.js';

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
