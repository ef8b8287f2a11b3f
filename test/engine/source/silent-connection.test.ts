import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Scheduler } from '../../../src/engine/index.js';
import { SilenceWatch } from '../../../src/engine/source/silence-watch.js';
import type { ManualScheduler } from '../../helpers/manual-scheduler.js';
import { events, eventsOf, follow, startServer } from './live-player.js';
import { until } from './test-server.js';

const GREETING = 'trace-player live';
const MINUTE_MS = 60_000;

async function greetingServer() {
  const server = await startServer();
  server.greeting = GREETING;
  return server;
}

/** Waits while time passes quickly: a minute of it within the patience of `until`. */
function untilLongPassing(scheduler: ManualScheduler, isSo: () => boolean): Promise<void> {
  return until(() => (scheduler.advance(500), isSo()), String(isSo));
}

describe('a live connection that falls silent without being closed', () => {
  it('is left after four heartbeats at the latest, and resumed where it was', async () => {
    const server = await greetingServer();
    server.send('run-1', events.slice(0, 3));
    const { player, scheduler } = follow(server);
    await until(() => player.trace?.length === 3);
    server.hush();
    server.send('run-1', events.slice(3), 3);
    scheduler.advance(MINUTE_MS);
    await until(() => player.connection === 'reconnecting');
    await untilLongPassing(scheduler, () => player.progress.isComplete);
    assert.deepEqual(eventsOf(player.trace), events);
    assert.deepEqual(
      server.requests.map(({ headers }) => headers['last-event-id']),
      [undefined, 'a-2'],
    );
    await until(() => server.requests[0]!.socket.destroyed);
    assert.equal(player.error, undefined);
  });

  it('is waited for three heartbeats at least', async () => {
    const server = await greetingServer();
    server.send('run-1', events.slice(0, 3));
    const { player, scheduler } = follow(server);
    await until(() => player.trace?.length === 3);
    for (let looks = 0; looks < 3; looks++) {
      scheduler.advance(14_999);
      const before = player.progress.bytesLoaded;
      server.comment('heartbeat');
      await until(() => player.progress.bytesLoaded > before);
      scheduler.advance(45_000);
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(player.connection, 'open');
      server.comment('heartbeat');
      await until(() => player.progress.bytesLoaded > before + 15);
    }
    assert.equal(server.requests.length, 1);
  });

  it('is left before its first event, too', async () => {
    const server = await greetingServer();
    const { player, scheduler } = follow(server);
    await until(() => player.progress.bytesLoaded > 0);
    server.hush();
    server.send('run-1', events);
    await untilLongPassing(scheduler, () => player.progress.isComplete);
    assert.deepEqual(eventsOf(player.trace), events);
  });

  it('and is not answered when it is asked again is asked again', async () => {
    const server = await greetingServer();
    server.send('run-1', events.slice(0, 3));
    const { player, scheduler } = follow(server);
    await until(() => player.trace?.length === 3);
    server.script.push({ isUnanswered: true });
    server.drop();
    await untilLongPassing(scheduler, () => server.requests.length === 2);
    server.send('run-1', events.slice(3), 3);
    await untilLongPassing(scheduler, () => player.progress.isComplete);
    assert.equal(server.requests.length, 3);
    assert.deepEqual(eventsOf(player.trace), events);
  });

  it('is left alone where the server sent no heartbeats', async () => {
    const server = await startServer();
    server.send('run-1', events.slice(0, 3));
    const { player, scheduler } = follow(server);
    await until(() => player.trace?.length === 3);
    scheduler.advance(60 * MINUTE_MS);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([player.connection, server.requests.length], ['open', 1]);
  });

  it('of another server is left once its comments had shown that it sends heartbeats', async () => {
    const server = await startServer();
    server.send('run-1', events.slice(0, 3));
    const { player, scheduler } = follow(server);
    await until(() => player.trace?.length === 3);
    const before = player.progress.bytesLoaded;
    server.comment('ping');
    await until(() => player.progress.bytesLoaded > before);
    server.hush();
    server.send('run-1', events.slice(3), 3);
    await untilLongPassing(scheduler, () => player.progress.isComplete);
    assert.deepEqual(eventsOf(player.trace), events);
  });

  it('anywhere, any number of times, among ones that are cut, loses nothing and repeats nothing', async () => {
    const fault = fc.record({
      kind: fc.constantFrom('cutAfterBytes', 'hushAfterBytes'),
      bytes: fc.integer({ min: 0, max: 1600 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { maxLength: 4 }), async (faults) => {
        const server = await greetingServer();
        server.send('run-1', events);
        // The first connection greets, or it would not be known that there are heartbeats.
        server.script.push(
          ...faults.map(({ kind, bytes }, index) =>
            index === 0 ? { hushAfterBytes: bytes + 40 } : { [kind]: bytes },
          ),
        );
        const { player, scheduler } = follow(server);
        await untilLongPassing(scheduler, () => player.progress.isComplete);
        assert.deepEqual(eventsOf(player.trace), events);
        assert.deepEqual(player.trace!.notices, []);
        player.dispose();
        assert.equal(scheduler.timerCount, 0);
      }),
      { numRuns: 25 },
    );
  });

  it('while the page slept is not taken for dead by that', () => {
    const looks: (() => void)[] = [];
    const scheduler = { setTimer: (look: () => void) => (looks.push(look), () => undefined) };
    let isDead = false;
    const watch = new SilenceWatch(scheduler as unknown as Scheduler, 15_000, () => (isDead = true));
    watch.heard(GREETING);
    for (let hours = 0; hours < 3; hours++) looks.shift()!();
    assert.equal(isDead, false);
    watch.alive();
    for (let hours = 0; hours < 3; hours++) looks.shift()!();
    assert.equal(isDead, false);
    looks.shift()!();
    assert.equal(isDead, true);
  });
});
