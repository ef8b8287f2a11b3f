import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Browser, chromium } from 'playwright-core';
import { chromiumArgs, ensureChromium } from '../../scripts/chromium.mjs';
import { serveStatic, type StaticServer } from '../../scripts/static-server.mjs';
import { installPackage, type InstalledPackage } from '../package/installed-package.js';
import { type BuiltSite, buildSite, type SiteSource } from './build-site.js';
import { openSitePage, playsTheRun, shownRun, type SitePage } from './site-page.js';

const SITES: readonly SiteSource[] = [
  {
    name: 'vitepress',
    builds: [['vitepress/bin/vitepress.js', 'build']],
    output: '.vitepress/dist',
    pages: ['index.md'],
  },
  {
    name: 'starlight',
    builds: [['astro/bin/astro.mjs', 'build']],
    output: 'dist',
    pages: ['src/content/docs/index.mdx'],
  },
];

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

for (const source of SITES)
  describe(`a site made with ${source.name}`, () => {
    let site: BuiltSite;
    let server: StaticServer;
    const openFirst = (): Promise<SitePage> => openSitePage(browser, `${server.url}/`);

    before(async () => {
      site = await buildSite(source, installed.tarball, await shownRun());
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
      assert.match(html, /<iframe [^>]*src="\/trace-player\/embed\.html#trace=[\w-]+"/);
    });

    it('plays a replay file', async () => {
      const { page, problems } = await openFirst();
      await playsTheRun(page.locator('#file'));
      assert.deepEqual(problems, []);
    });

    it('plays the run that an address holds', async () => {
      const { page, problems } = await openFirst();
      await playsTheRun(page.locator('#link'));
      assert.deepEqual(problems, []);
    });

    it('plays it in a frame', async () => {
      const { page, problems } = await openFirst();
      await playsTheRun(page.frameLocator('#frame').locator('trace-player'));
      assert.deepEqual(problems, []);
    });

    it('shows a picture of it', async () => {
      const { page } = await openFirst();
      await page.locator('img[alt^="A run"]').scrollIntoViewIfNeeded();
      await page.waitForFunction(() =>
        [...document.images].some(({ alt, naturalWidth }) => alt.startsWith('A run') && naturalWidth === 720),
      );
    });

    it('plays on another page of it, and again on the first', async () => {
      const { page, problems } = await openFirst();
      await playsTheRun(page.locator('#file'));
      await page.getByRole('link', { name: 'Another page' }).first().click();
      await playsTheRun(page.locator('#other'));
      await page.getByRole('link', { name: 'The first page' }).first().click();
      await playsTheRun(page.locator('#file'));
      assert.deepEqual(problems, []);
    });
  });
