import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Browser, chromium } from 'playwright-core';
import { chromiumArgs, ensureChromium } from '../../scripts/chromium.mjs';
import { root } from '../../scripts/run.mjs';
import { serveStatic, type StaticServer } from '../../scripts/static-server.mjs';
import { installPackage } from '../package/installed-package.js';
import { type BuiltSite, buildSite } from './build-site.js';
import { openSitePage, playsTheRun, shownRun } from './site-page.js';

const recipes = readFileSync(join(root, 'docs', 'recipes.md'), 'utf8');

/** The first block of code in a language that stands under a heading of the recipes. */
function recipe(heading: string, language: string): string {
  const section = recipes.slice(recipes.indexOf(`\n## ${heading}\n`));
  return section.slice(section.indexOf(`\n\`\`\`${language}\n`)).split(/^```.*$/m)[1]!;
}

describe('pages made with the recipes for frameworks', () => {
  let browser: Browser;
  let site: BuiltSite;
  let server: StaticServer;

  before(async () => {
    const installed = await installPackage();
    // Its types are checked as it is built: `src/typed.tsx`.
    site = await buildSite(
      {
        name: 'frameworks',
        builds: [
          ['vite/bin/vite.js', 'build'],
          ['typescript/bin/tsc', '-p', '.'],
        ],
        output: 'dist',
        pages: [],
        files: {
          'src/Run.jsx': recipe('React 19', 'jsx'),
          'src/trace-player.d.ts': recipe('React 19', 'ts'),
          'src/Run.vue': recipe('Vue', 'vue'),
          'src/Run.svelte': recipe('Svelte', 'svelte'),
        },
      },
      installed.tarball,
      await shownRun(),
    ).finally(installed.remove);
    server = await serveStatic({ folders: { '/': site.folder } });
    browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumArgs() });
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    site?.remove();
  });

  for (const framework of ['react', 'vue', 'svelte'])
    it(`play a run, and hear of one that cannot be loaded, with ${framework}`, async () => {
      const { page, problems } = await openSitePage(browser, `${server.url}/${framework}.html`);
      await playsTheRun(page.locator('trace-player').first());
      while (!problems.some((problem) => problem.startsWith('HTTP 404:')))
        await page.waitForEvent('console', { timeout: 10_000 }).catch(() => assert.fail(problems.join('\n')));
      assert.deepEqual(
        problems.filter((problem) => !/404/.test(problem)),
        [],
      );
    });
});
