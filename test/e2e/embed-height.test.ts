import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumArgs, ensureChromium } from '../../scripts/chromium.mjs';
import { root } from '../../scripts/run.mjs';
import { serveStatic, type StaticServer } from '../../scripts/static-server.mjs';
import { smallRun } from '../helpers/trace-builder.js';
import { hashOf, servePages } from './embed-frame.js';

/** The script that the docs give to pages with frames. */
function documentedScript(): string {
  const docs = readFileSync(join(root, 'docs', 'embedding.md'), 'utf8');
  const script = /<script>\n(.*?)<\/script>/s.exec(docs)![1]!;
  assert.ok(script.trim().split('\n').length <= 15);
  return script;
}

describe('a frame on a page of another origin', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trace-player-frames-'));
  let browser: Browser;
  let pages: StaticServer;
  let site: StaticServer;

  before(async () => {
    browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumArgs() });
    pages = await servePages();
    site = await serveStatic({ folders: { '/': folder } });
    const hash = await hashOf(smallRun().trace());
    const frame = (id: string, suffix: string) =>
      `<iframe id="${id}" src="${pages.url}/demo/embed.html${suffix}" title="${id}" width="100%" height="150"></iframe>`;
    const frames = `${frame('run', hash)}${frame('bare', `${hash}&controls=0`)}${frame('pair', `${hash}&${hash.slice(1)}`)}`;
    const page = `<!doctype html><meta charset="utf-8"><title>Docs</title>${frames}`;
    writeFileSync(join(folder, 'index.html'), `${page}<script>${documentedScript()}</script>`);
    writeFileSync(
      join(folder, 'late.html'),
      `${page}<script>
         self.told = [];
         addEventListener('message', ({ data, origin }) => told.push({ data, origin }));
         self.ask = (data) => document.querySelector('#run').contentWindow.postMessage(data, '*');
       </script>`,
    );
  });
  after(async () => {
    await Promise.all([browser?.close(), pages?.close(), site?.close()]);
    rmSync(folder, { recursive: true });
  });

  it('has the height that its run needs, by the script of the docs, and at another width another', async () => {
    const page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
    await page.goto(`${site.url}/index.html`);
    await waitForHeight(page, 'run', '480px');
    await waitForHeight(page, 'bare', '380px');
    await page.setViewportSize({ width: 360, height: 800 });
    await waitForHeight(page, 'run', '520px');
    await waitForHeight(page, 'bare', '420px');
    // A comparison is as high as what it shows: nothing of it is out of sight.
    // Out of sight, a frame of another origin draws nothing, and has no height.
    await page.locator('#pair').scrollIntoViewIfNeeded();
    const frame = page.frames().find((one) => one.url().split('trace=').length === 3)!;
    await frame.waitForFunction(() => {
      const diff = document.querySelector('trace-diff')!;
      return diff.offsetHeight > 400 && document.documentElement.scrollHeight <= innerHeight;
    });
  });

  it('tells no more than its height, and tells it when it is asked', async () => {
    const page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
    await page.goto(`${site.url}/late.html`);
    await page.waitForFunction(() => told.length >= 3);
    await page.evaluate(() => {
      told = [];
      for (const stray of [
        null,
        1,
        'trace-player-height?',
        { type: 'other' },
        { type: 'trace-player-height?' },
      ])
        ask(stray);
    });
    await page.waitForFunction(() => told.length > 0);
    assert.deepEqual(await page.evaluate(() => told), [
      { data: { type: 'trace-player-height', height: 480 }, origin: pages.url },
    ]);
  });
});

declare let told: unknown[];
declare function ask(data: unknown): void;

async function waitForHeight(page: Page, id: string, height: string): Promise<void> {
  await page.waitForFunction(
    ([id, height]) => document.getElementById(id!)!.style.height === height,
    [id, height],
  );
}
