import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../../scripts/run.mjs';
import { serveStatic, type StaticServer } from '../../scripts/static-server.mjs';
import { goToEnd, openPage, shownText, waitForPlayer, waitUntilLoaded } from './player-in-page.js';
import { replayText, sampleText } from './sample-replay.js';
import { openWorkplace, type Workplace } from './workplace.js';

const WORDS = 40;

describe('a page of one origin with a player and a run of another', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trace-player-origins-'));
  let workplace: Workplace;
  let open: StaticServer;
  let closed: StaticServer;
  let site: StaticServer;

  before(async () => {
    workplace = await openWorkplace();
    writeFileSync(join(folder, 'run.json'), replayText({ words: WORDS, gapMs: 20 }));
    const folders = { '/': folder, '/cdn/': join(root, 'dist', 'cdn') };
    open = await serveStatic({ folders, headers: { 'Access-Control-Allow-Origin': '*' } });
    closed = await serveStatic({ folders });
    site = await serveStatic({ folders: { '/': folder } });
    for (const [name, runOrigin] of Object.entries({ open: open.url, closed: closed.url })) {
      writeFileSync(
        join(folder, `${name}.html`),
        `<!doctype html><meta charset="utf-8"><title>${name}</title>
         <script type="module" src="${open.url}/cdn/trace-player.js"></script>
         <trace-player src="${runOrigin}/run.json"></trace-player>`,
      );
    }
  });
  after(async () => {
    await Promise.all([workplace, open, closed, site].map((one) => one?.close()));
    rmSync(folder, { recursive: true });
  });

  it('plays where the other origin allows to be read', async () => {
    const { player, problems } = await openPage(workplace.browser, `${site.url}/open.html`);
    await waitUntilLoaded(player);
    await goToEnd(player);
    assert.equal(await shownText(player, 'response-text'), sampleText(WORDS));
    assert.deepEqual(problems, []);
  });

  it('says what may be the matter, and offers to try again, where it does not', async () => {
    const { page, player, problems } = await openPage(workplace.browser, `${site.url}/closed.html`);
    await waitForPlayer(player, 'it failed', (element) => element.error !== null);
    await page.waitForFunction(() =>
      document.querySelector('trace-player')?.shadowRoot?.querySelector('[part~="panel-failed"]'),
    );
    const said = await shownText(player, 'panel-failed');
    assert.match(said, new RegExp(`No answer from ${closed.url}/run\\.json.*CORS`));
    assert.match(await shownText(player, 'retry-button'), /Try again/);
    assert.deepEqual(problems, []);
  });

  it('tells a reader of a public page that the stream is on their own machine', async () => {
    const page = await workplace.browser.newPage();
    // A page of the public web, as far as the browser can tell: no one asks a name server.
    await page.route('http://public.example/**', (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname.startsWith('/cdn/')) return route.fulfill({ path: join(root, 'dist', pathname) });
      return route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><title>Public</title><script type="module" src="/cdn/trace-player.js"></script>
               <trace-player src="http://127.0.0.1:9/events"></trace-player>`,
      });
    });
    await page.goto('http://public.example/page.html');
    const player = page.locator('trace-player');
    await page.waitForFunction(() =>
      document.querySelector('trace-player')?.shadowRoot?.querySelector('[part~="panel-failed"]'),
    );
    assert.match(await shownText(player, 'panel-failed'), /is on your own machine or network/);
  });
});
