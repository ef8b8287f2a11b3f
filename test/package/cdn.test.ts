import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { chromium, type Browser } from 'playwright-core';
import { chromiumArgs, ensureChromium } from '../../scripts/chromium.mjs';
import { root } from '../../scripts/run.mjs';
import { serveStatic, type StaticServer } from '../../scripts/static-server.mjs';

/** As strict as DESIGN.md says that a page's policy may be, for scripts of another origin. */
function strictPolicy(scriptOrigin: string): string {
  return [
    `default-src 'none'`,
    `script-src ${scriptOrigin}`,
    `style-src 'none'`,
    `require-trusted-types-for 'script'`,
    `trusted-types lit-html`,
  ].join('; ');
}

describe('the file for a script tag', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trace-player-page-'));
  let browser: Browser;
  let scripts: StaticServer;
  let page: StaticServer;

  before(async () => {
    browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumArgs() });
    scripts = await serveStatic({
      folders: { '/': join(root, 'dist', 'cdn') },
      headers: { 'Access-Control-Allow-Origin': '*' },
    });
    page = await serveStatic({
      folders: { '/': folder },
      headers: { 'Content-Security-Policy': strictPolicy(scripts.url) },
    });
    writeFileSync(
      join(folder, 'index.html'),
      `<!doctype html><title>A page</title><trace-player></trace-player>
       <script type="module" src="${scripts.url}/trace-player.js"></script>`,
    );
  });
  after(async () => {
    await Promise.all([browser?.close(), scripts?.close(), page?.close()]);
    rmSync(folder, { recursive: true });
  });

  it('defines the player on a page of another origin with a strict policy, in one request', async () => {
    const tab = await browser.newPage();
    const requested: string[] = [];
    const errors: string[] = [];
    tab.on('request', (request) => requested.push(request.url()));
    tab.on('pageerror', (error) => errors.push(error.message));
    tab.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await tab.goto(`${page.url}/`);
    await tab.waitForFunction(() => document.querySelector('trace-player')?.shadowRoot?.childElementCount);
    assert.deepEqual(
      requested.filter((url) => url.startsWith(scripts.url)),
      [`${scripts.url}/trace-player.js`],
    );
    assert.deepEqual(errors, []);
  });

  it('leaves the reading of saved bodies to a file beside it', () => {
    const built = readdirSync(join(root, 'dist', 'cdn')).map(
      (name) => [name, readFileSync(join(root, 'dist', 'cdn', name), 'utf8')] as const,
    );
    for (const word of [
      'input_json_delta',
      'candidatesTokenCount',
      'prompt_eval_count',
      'reasoning_summary_text',
    ]) {
      const holders = built.filter(([, text]) => text.includes(word)).map(([name]) => name);
      assert.equal(holders.length, 1, word);
      assert.notEqual(holders[0], 'trace-player.js');
    }
  });
});
