/**
 * Builds the gallery and opens every story of it in Chromium. The stories' own tests run from source; this one
 * finds what only the build breaks, such as an element that was dropped from it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumArgs, ensureChromium } from './chromium.mjs';
import { formatCounts } from './counts.mjs';
import { root, runTool } from './run.mjs';
import { serveStatic } from './static-server.mjs';

const output = join(root, 'dist-storybook');

/** A page mostly waits for its files, and for its story. */
const PAGES_AT_ONCE = 3;

async function buildGallery() {
  const { ok, output: log } = await runTool(
    'storybook',
    'storybook',
    ['build', '--disable-telemetry', '--quiet', '--output-dir', output],
    { quiet: true, env: { ...process.env, STORYBOOK_DISABLE_TELEMETRY: '1' } },
  );
  if (!ok) throw new Error(`The gallery does not build:\n${log}`);
}

/** @returns {{ id: string, title: string, name: string }[]} */
function listStories() {
  const { entries } = JSON.parse(readFileSync(join(output, 'index.json'), 'utf8'));
  return Object.values(entries).filter((entry) => entry.type === 'story');
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} address
 * @returns {Promise<string[]>} what is wrong with the story
 */
async function problemsOf(page, address) {
  /** @type {string[]} */
  const problems = [];
  page.on('pageerror', (error) => problems.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    // A story that shows a failed load has the browser say so; what is wrong with it, the story's own test tells.
    const isFailedLoad = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isFailedLoad) problems.push(`console error: ${message.text()}`);
  });
  await page.goto(address);
  await page.waitForFunction(
    () => document.body.matches('.sb-show-main, .sb-show-errordisplay, .sb-show-nopreview'),
    undefined,
    { timeout: 20_000 },
  );
  if (!(await page.locator('body.sb-show-main').count()))
    problems.push('Storybook shows an error instead of it');
  const undefinedElements = await page.evaluate(() => [
    ...new Set(Array.from(document.querySelectorAll('#storybook-root :not(:defined)'), (e) => e.localName)),
  ]);
  for (const name of undefinedElements) problems.push(`<${name}> is not defined`);
  const isEmpty = await page.evaluate(() => !document.querySelector('#storybook-root')?.childElementCount);
  if (isEmpty) problems.push('nothing is rendered');
  return problems;
}

/** @param {{ id: string, title: string, name: string }[]} stories */
async function openAll(stories) {
  const server = await serveStatic({
    folders: { '/': output },
    headers: { 'Cache-Control': 'max-age=3600' },
  });
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumArgs() });
  // One for all stories: what they share is loaded once.
  const context = await browser.newContext();
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const rest = stories.values();
  const openRest = async () => {
    for (const { id, title, name } of rest) {
      const page = await context.newPage();
      const problems = await problemsOf(page, `${server.url}/iframe.html?id=${id}&viewMode=story`).catch(
        (error) => [String(error.message)],
      );
      await page.close();
      counts[problems.length ? 'failed' : 'passed']++;
      console.log([`${problems.length ? '✗' : '✓'} ${title}: ${name}`, ...problems].join('\n    '));
    }
  };
  try {
    await Promise.all(Array.from({ length: PAGES_AT_ONCE }, openRest));
  } finally {
    await browser.close();
    await server.close();
  }
  return counts;
}

async function main() {
  await buildGallery();
  const stories = listStories();
  if (!stories.length) throw new Error('The gallery has no story.');
  const counts = await openAll(stories);
  console.log(formatCounts(counts));
  return counts.failed === 0;
}

main().then(
  (ok) => (process.exitCode = ok ? 0 : 1),
  (error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
