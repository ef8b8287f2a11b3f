import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import { EventBus, EventBusSSEServer, recordCompletion } from '../../src/recorder/index.js';
import { ollamaChatBody, startModelServer, type RunningServer } from './model-server.js';
import { goToEnd, onPlayer, openPage, shownText, waitForPlayer, type OpenedPage } from './player-in-page.js';
import { Relay } from './relay.js';
import { openWorkplace, type Workplace } from './workplace.js';

const WORDS = Array.from({ length: 240 }, (_, index) => `word${index}`).join(' ');
const GAP_MS = 40;

describe('a live run in the page', () => {
  const bus = new EventBus();
  let workplace: Workplace;
  let model: RunningServer;
  let live: EventBusSSEServer;
  let relay: Relay;
  let liveUrl: string;

  before(async () => {
    workplace = await openWorkplace();
    model = await startModelServer(ollamaChatBody(WORDS, GAP_MS));
    live = new EventBusSSEServer({ bus, port: 0 });
    relay = new Relay((await live.start()).port);
    liveUrl = `http://127.0.0.1:${await relay.start()}/events`;
  });
  after(async () => {
    await Promise.all([workplace?.close(), model?.close(), live?.stop(), relay?.kill()]);
  });

  it('is joined late, rewound, survives that its server goes away, and is whole at its end', async () => {
    const run = recordCompletion({
      bus,
      baseUrl: model.url,
      provider: 'ollama',
      model: 'tiny',
      messages: [{ role: 'user', content: 'Count' }],
      memory: false,
    });
    await eventsOnBus(bus, 40);

    const { player, problems } = await openLive(liveUrl);
    await waitForPlayer(player, 'the past has come', (element) => element.eventIndex >= 40);
    assert.match(await shownText(player, 'badge-live'), /Live/);
    assert.ok((await shownText(player, 'response-text')).startsWith('word0 word1 '));
    await rewindAndJumpToLive(player);

    await relay.kill();
    await waitForPlayer(player, 'it noticed', (element) =>
      /reconnecting/.test(element.shadowRoot!.querySelector('[part~="status"]')?.textContent ?? ''),
    );
    await eventsOnBus(bus, 20);
    await relay.start();

    const { trace, status } = await run;
    assert.equal(status, 'completed');
    await waitForPlayer(player, 'the run has ended', (element) => Number.isFinite(element.duration));
    assert.equal(await onPlayer(player, (element) => element.trace!.length), trace.length);
    await goToEnd(player);
    assert.equal(await onPlayer(player, (element) => element.eventIndex), trace.length - 1);
    assert.equal(await shownText(player, 'response-text'), WORDS);
    assert.deepEqual(problems, []);
  });

  it('says where to look when nothing streams at the address', async () => {
    const { page, player } = await openLive('http://127.0.0.1:9/events');
    await waitForPlayer(player, 'it failed', (element) => element.error !== null);
    assert.match(await shownText(player, 'panel-failed'), /127\.0\.0\.1:9\/events/);
    assert.ok(await page.getByRole('heading', { name: 'Where a live stream comes from' }).isVisible());
  });

  function openLive(url: string): Promise<OpenedPage> {
    return openPage(
      workplace.browser,
      `${workplace.pages.url}/demo/live.html?src=${encodeURIComponent(url)}`,
    );
  }
});

/** The run goes on while a reader looks back, and one press leads to where it is now. */
async function rewindAndJumpToLive(player: Locator): Promise<void> {
  await onPlayer(player, (element) => {
    element.pause();
    element.currentTime = 0.5;
  });
  const text = await shownText(player, 'response-text');
  const known = await onPlayer(player, (element) => element.trace!.length);
  await waitForPlayer(
    player,
    'more comes meanwhile',
    (element) => element.trace!.length > element.eventIndex + 60,
  );
  assert.equal(await shownText(player, 'response-text'), text);
  await player.locator('[part~="live-button"]').click();
  await onPlayer(player, () => undefined);
  await waitForPlayer(
    player,
    'it is at the live edge',
    (element) => element.currentTime >= element.liveEdgeStart,
  );
  assert.ok((await onPlayer(player, (element) => element.eventIndex)) >= known - 1);
}

/** Waits until that many more events have gone over the bus. */
function eventsOnBus(bus: EventBus, count: number): Promise<void> {
  return new Promise((resolve) => {
    const stop = bus.subscribe(() => {
      if (--count > 0) return;
      stop();
      resolve();
    });
  });
}
