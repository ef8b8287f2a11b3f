import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { completion, lifecycle, ModelLensServer, token } from '../engine/source/model-lens-server.js';
import { goToEnd, onPlayer, openPage, shownText, waitForPlayer } from './player-in-page.js';
import { openWorkplace, type Workplace } from './workplace.js';

describe('the live stream of a Model Lens server in the page', () => {
  let workplace: Workplace;
  let server: ModelLensServer;

  before(async () => {
    workplace = await openWorkplace();
    server = await ModelLensServer.start();
  });
  after(async () => {
    await Promise.all([workplace?.close(), server?.close()]);
  });

  it('plays as it comes, survives a broken connection, and is whole at its end', async () => {
    const address = `${workplace.pages.url}/demo/live.html?src=${encodeURIComponent(server.url)}`;
    const { player, problems } = await openPage(workplace.browser, address);
    await connected(1);
    server.send(lifecycle('started'), token(0, 20, 'As '), token(1, 40, 'it '));
    await waitForPlayer(player, 'it is live', (element) => element.eventIndex >= 3);
    assert.match(await shownText(player, 'badge-live'), /Live/);
    assert.equal(await shownText(player, 'response-text'), 'As it ');
    assert.equal(await onPlayer(player, (element) => element.duration), Infinity);

    server.isReplaying = true;
    server.drop();
    await connected(2);
    server.send(token(2, 60, 'comes'), completion(70), lifecycle('completed', { duration_ms: 80 }));
    await waitForPlayer(player, 'the run has ended', (element) => Number.isFinite(element.duration));
    await goToEnd(player);
    assert.equal(await shownText(player, 'response-text'), 'As it comes');
    assert.match(await shownText(player, 'notice'), /what tells none stands where it reached this page/);
    assert.deepEqual(problems, []);
  });

  /** Waits for that many connections so far, the last one open. */
  async function connected(count: number): Promise<void> {
    const deadline = Date.now() + 30_000;
    while (server.requests.length < count || server.openCount === 0) {
      if (Date.now() > deadline) throw new Error('The page did not connect.');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
});
