import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { urlSource } from '../../../src/engine/index.js';
import { EventBus, EventBusSSEServer } from '../../../src/recorder/index.js';
import { runEvents } from '../traces.js';
import { watchedPlayer } from '../watched-player.js';
import { startCuttingProxy } from './cutting-proxy.js';
import { until } from './test-server.js';

const events = runEvents(Array.from({ length: 30 }, (_, index) => 10 * index));

describe('the recorder’s live stream', () => {
  it('is followed whole, wherever in the run its line is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(events.length - 2), { maxLength: 4 }), async (cutAfter) => {
        const bus = new EventBus();
        const server = new EventBusSSEServer({ bus, port: 0 });
        const { url } = await server.start();
        const proxy = await startCuttingProxy(Number(new URL(url).port));
        const { player, scheduler } = watchedPlayer(
          urlSource(url.replace(/:\d+/, `:${proxy.port}`), { fetch, random: () => 0 }),
        );
        try {
          await until(() => player.connection === 'open');
          for (const [index, event] of events.entries()) {
            bus.emit('run-1', event);
            if (!cutAfter.includes(index)) continue;
            // A stream that breaks before it has said anything is tried a few times only; here it has.
            await until(() => (scheduler.advance(100), player.trace !== undefined));
            proxy.cut();
          }
          await until(() => (scheduler.advance(100), player.progress.isComplete));
          assert.deepEqual(
            events.map((_, index) => player.trace!.eventAt(index)),
            events,
          );
          assert.equal(player.trace!.length, events.length);
          assert.deepEqual(player.trace!.notices, []);
          assert.deepEqual([player.error, player.ended], [undefined, true]);
        } finally {
          player.dispose();
          await proxy.close();
          await server.stop();
        }
      }),
      { numRuns: 20 },
    );
  });

  it('is come back to when its line goes dead', async () => {
    const bus = new EventBus();
    const server = new EventBusSSEServer({ bus, port: 0 });
    const { url } = await server.start();
    const proxy = await startCuttingProxy(Number(new URL(url).port));
    const { player, scheduler } = watchedPlayer(
      urlSource(url.replace(/:\d+/, `:${proxy.port}`), { fetch, random: () => 0 }),
    );
    try {
      await until(() => player.connection === 'open');
      for (const event of events.slice(0, 5)) bus.emit('run-1', event);
      await until(() => player.trace?.length === 5);
      proxy.stall();
      for (const event of events.slice(5)) bus.emit('run-1', event);
      await until(() => (scheduler.advance(500), player.progress.isComplete));
      assert.equal(player.trace!.length, events.length);
      assert.deepEqual(player.trace!.notices, []);
    } finally {
      player.dispose();
      await proxy.close();
      await server.stop();
    }
  });
});
