import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { chromiumArgs, ensureChromium } from '../../scripts/chromium.mjs';
import { root } from '../../scripts/run.mjs';
import { serveStatic, type StaticServer } from '../../scripts/static-server.mjs';
import { encodeSnapshot, mainResponse, pictureSvg, Trace, type TraceEvent } from '../../src/trace/index.js';
import { goToEnd, shownText, waitUntilLoaded } from '../e2e/player-in-page.js';
import { installPackage, type InstalledPackage } from '../package/installed-package.js';
import { type BuiltSite, buildSite, type SiteSource } from './build-site.js';

const SITES: readonly SiteSource[] = [
  {
    name: 'vitepress',
    build: ['vitepress/bin/vitepress.js', 'build'],
    output: '.vitepress/dist',
    pages: ['index.md'],
  },
  {
    name: 'starlight',
    build: ['astro/bin/astro.mjs', 'build'],
    output: 'dist',
    pages: ['src/content/docs/index.mdx'],
  },
];

const replay = readFileSync(join(root, 'demo', 'public', 'runs', 'demo-tiny.json'), 'utf8');

function readRun(): Trace {
  const trace = new Trace();
  for (const event of (JSON.parse(replay) as { events: TraceEvent[] }).events) trace.append(event);
  return trace;
}

const trace = readRun();
const response = mainResponse(trace);

let installed: InstalledPackage;
let browser: Browser;

before(async () => {
  [installed, browser] = await Promise.all([
    installPackage(),
    ensureChromium().then((executablePath) => chromium.launch({ executablePath, args: chromiumArgs() })),
  ]);
});
after(async () => {
  installed?.remove();
  await browser?.close();
});

/** A page, and what went wrong on it. */
async function open(address: string): Promise<{ page: Page; problems: string[] }> {
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  page.on('response', (answer) => {
    if (answer.status() >= 400) problems.push(`${answer.status()} ${answer.url()}`);
  });
  await page.goto(address);
  return { page, problems };
}

async function playsTheRun(player: Locator): Promise<void> {
  await player.waitFor({ state: 'attached' });
  await player.page().waitForFunction(() => customElements.get('trace-player') !== undefined);
  await waitUntilLoaded(player);
  await goToEnd(player);
  assert.ok((await shownText(player, 'response')).includes(response));
}

for (const source of SITES)
  describe(`a site made with ${source.name}`, () => {
    let site: BuiltSite;
    let server: StaticServer;

    before(async () => {
      const { payload } = await encodeSnapshot(trace);
      site = await buildSite(source, installed.tarball, { replay, payload, picture: pictureSvg(trace) });
      server = await serveStatic({ folders: { '/': site.folder } });
    });
    after(async () => {
      await server?.close();
      site?.remove();
    });

    it('is rendered on its server, with the elements in its pages', async () => {
      const html = await (await fetch(`${server.url}/`)).text();
      assert.match(html, /<trace-player [^>]*src="\/run\.json"/);
      assert.match(html, /<trace-player [^>]*src="#trace=[\w-]+"/);
      assert.match(html, /<iframe [^>]*src="\/embed\.html#trace=[\w-]+"/);
    });

    it('plays a replay file', async () => {
      const { page, problems } = await open(`${server.url}/`);
      await playsTheRun(page.locator('#file'));
      assert.deepEqual(problems, []);
    });

    it('plays the run that an address holds', async () => {
      const { page, problems } = await open(`${server.url}/`);
      await playsTheRun(page.locator('#link'));
      assert.deepEqual(problems, []);
    });

    it('plays it in a frame', async () => {
      const { page, problems } = await open(`${server.url}/`);
      const frame = page.frameLocator('#frame');
      await playsTheRun(frame.locator('trace-player'));
      assert.deepEqual(problems, []);
    });

    it('shows a picture of it', async () => {
      const { page } = await open(`${server.url}/`);
      const picture = page.locator('img[src$=".svg"][alt^="A run"]');
      await picture.scrollIntoViewIfNeeded();
      await page.waitForFunction(() =>
        [...document.images].some(({ alt, naturalWidth }) => alt.startsWith('A run') && naturalWidth === 720),
      );
    });

    it('plays on another page of it, and again on the first', async () => {
      const { page, problems } = await open(`${server.url}/`);
      await playsTheRun(page.locator('#file'));
      await page.getByRole('link', { name: 'Another page' }).first().click();
      await playsTheRun(page.locator('#other'));
      await page.getByRole('link', { name: 'The first page' }).first().click();
      await playsTheRun(page.locator('#file'));
      assert.deepEqual(problems, []);
    });
  });
