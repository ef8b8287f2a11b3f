import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
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
    writeFileSync(join(folder, 'other.json'), replayText({ words: WORDS, gapMs: 30 }));
    writeFileSync(
      join(folder, 'diff.html'),
      `<!doctype html><meta charset="utf-8"><title>Strict</title>
       <script src="/listen.js"></script>
       <script type="module" src="/cdn/trace-player.js"></script>
       <trace-diff left="/run.json" right="/other.json" playback-rate="4"></trace-diff>`,
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
    assert.deepEqual(await violationsOn(page), []);
    assert.deepEqual(problems, []);
  });

  it('races two runs and shows how they differ without a single violation', async () => {
    const { page, problems } = await openPage(workplace.browser, `${site.url}/diff.html`, 'trace-diff');
    await page.waitForFunction(() => document.querySelector('trace-diff')!.duration > 1);
    await page.evaluate(() => document.querySelector('trace-diff')!.play());
    await page.waitForFunction(() => document.querySelector('trace-diff')!.ended);
    await page.waitForFunction(() =>
      document.querySelector('trace-diff')!.shadowRoot!.querySelector('[part~=clause]'),
    );
    await page.waitForFunction(() =>
      document
        .querySelector('trace-diff')!
        .shadowRoot!.querySelector('trace-output-difference')!
        .textContent.includes('the same'),
    );
    await page.evaluate(() => {
      const diff = document.querySelector('trace-diff')!;
      diff.sync = 'tokens';
      diff.currentTime = 0.5;
      diff.swap();
      diff.step(1);
    });
    assert.deepEqual(await violationsOn(page), []);
    assert.deepEqual(problems, []);
  });
});

function violationsOn(page: Page): Promise<string[]> {
  return page.evaluate(() => (self as unknown as { violations: string[] }).violations);
}
