import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../../scripts/run.mjs';
import { serveStatic, type StaticServer } from '../../scripts/static-server.mjs';
import { onPlayer, openPage, shownText, waitForPlayer, waitUntilLoaded } from './player-in-page.js';
import { replayText, sampleText } from './sample-replay.js';
import { openWorkplace, type Workplace } from './workplace.js';

const POLICY = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self'`,
  `connect-src 'self'`,
  `require-trusted-types-for 'script'`,
  `trusted-types lit-html`,
].join('; ');
const WORDS = 60;

describe('a page with a strict policy and Trusted Types', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trace-player-policy-'));
  let workplace: Workplace;
  let site: StaticServer;

  before(async () => {
    workplace = await openWorkplace();
    site = await serveStatic({
      folders: { '/': folder, '/cdn/': join(root, 'dist', 'cdn') },
      headers: { 'Content-Security-Policy': POLICY },
    });
    writeFileSync(join(folder, 'run.json'), replayText({ words: WORDS, gapMs: 20 }));
    writeFileSync(
      join(folder, 'listen.js'),
      `self.violations = [];
       document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective + ' ' + event.blockedURI));`,
    );
    writeFileSync(
      join(folder, 'index.html'),
      `<!doctype html><meta charset="utf-8"><title>Strict</title>
       <script src="/listen.js"></script>
       <script type="module" src="/cdn/trace-player.js"></script>
       <trace-player src="/run.json"></trace-player>`,
    );
  });
  after(async () => {
    await Promise.all([workplace?.close(), site?.close()]);
    rmSync(folder, { recursive: true });
  });

  it('plays, seeks and steps through a run without a single violation', async () => {
    const { page, player, problems } = await openPage(workplace.browser, `${site.url}/index.html`);
    await waitUntilLoaded(player);
    await onPlayer(player, async (element) => {
      element.playbackRate = 4;
      await element.play();
    });
    await waitForPlayer(player, 'it ended', (element) => element.ended);
    assert.equal(await shownText(player, 'response-text'), sampleText(WORDS));
    await onPlayer(player, (element) => {
      element.currentTime = 0.5;
      element.step(1);
      element.step(-2);
    });
    assert.deepEqual(await page.evaluate(() => (self as unknown as { violations: string[] }).violations), []);
    assert.deepEqual(problems, []);
  });
});
