import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { encodeSnapshot } from '../../src/trace/snapshot/encode-snapshot.js';
import { buildTrace } from '../helpers/trace-builder.js';
import {
  goToEnd,
  onPlayer,
  openPage,
  shownText,
  waitForPlayer,
  waitUntilLoaded,
  type OpenedPage,
} from './player-in-page.js';
import { replayText, sampleText } from './sample-replay.js';
import { openWorkplace, type Workplace } from './workplace.js';

const WORDS = 50;
const REPLAY = replayText({ words: WORDS, gapMs: 30 });
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('the demo pages', () => {
  let workplace: Workplace;

  before(async () => {
    workplace = await openWorkplace();
    writeFileSync(join(workplace.folder, 'run.json'), REPLAY);
  });
  after(() => workplace?.close());

  it('play the run that ships with them, where no other is named', async () => {
    const { player, problems } = await openDemo('index.html');
    await waitUntilLoaded(player);
    assert.match(await shownText(player, 'badge-simulated'), /Simulated/);
    await goToEnd(player);
    assert.ok((await shownText(player, 'response-text')).length > 500);
    assert.deepEqual(problems, []);
  });

  it('list the recordings that are served with them, and mark simulated ones', async () => {
    const entry = { run_id: 'a', model: 'tiny', provider: 'test', started_at: '2026-01-01T00:00:00Z' };
    const replays = [
      { ...entry, status: 'completed', duration_ms: 1500, simulated: true, metrics: {}, file: 'run.json' },
    ];
    writeFileSync(join(workplace.folder, 'index.json'), JSON.stringify({ version: '1.0.0', replays }));
    const { page, player } = await openDemo('index.html');
    const link = page.getByRole('link', { name: /tiny/ });
    assert.match((await link.textContent())!, /1\.5 s.*test.*simulated/);
    await link.click();
    await waitUntilLoaded(player);
    await goToEnd(player);
    assert.equal(await shownText(player, 'response-text'), sampleText(WORDS));
  });

  it('list recordings legibly on a phone', async () => {
    const replays = [
      {
        run_id: 'a',
        model: 'a-model-with-a-long-name:70b-instruct-q4_K_M',
        provider: 'openai-compatible',
        started_at: '2026-01-01T00:00:00Z',
        status: 'completed',
        duration_ms: 61_500,
        simulated: true,
        metrics: { ttft_ms: 1234, tokens_per_second: 42.5 },
        file: 'run.json',
      },
    ];
    writeFileSync(join(workplace.folder, 'index.json'), JSON.stringify({ version: '1.0.0', replays }));
    const { page } = await openDemo('index.html');
    await page.setViewportSize({ width: 360, height: 740 });
    const link = page.getByRole('link', { name: /a-model/ });
    const heights = await link.evaluate((row) => [...row.children].map((cell) => cell.clientHeight || 0));
    const widths = await link.evaluate((row) =>
      [...row.children].map((cell) => cell.getBoundingClientRect().width / row.clientWidth),
    );
    assert.ok(Math.min(...widths) > 0.9, `${widths} of the row's width`);
    assert.ok(Math.max(...heights) < 60, `${heights} px high`);
  });

  for (const name of ['index.html', 'live.html', 'compare.html', 'open.html']) {
    for (const colorScheme of ['light', 'dark'] as const) {
      it(`are accessible and fit a phone: ${name}, ${colorScheme}`, async () => {
        const context = await workplace.browser.newContext({
          colorScheme,
          viewport: { width: 360, height: 740 },
          bypassCSP: true,
        });
        const page = await context.newPage();
        await page.goto(`${workplace.pages.url}/demo/${name}`);
        await page.waitForFunction(() => customElements.get('trace-player') !== undefined);
        assert.deepEqual(await violations(page), []);
        const [needed, there] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        assert.ok(needed! <= there!, `${needed} px needed, ${there} px there`);
        await context.close();
      });
    }
  }

  it('open a file that is dropped on them', async () => {
    const { page, player, problems } = await openDemo('open.html');
    await page.evaluate((text) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], 'dropped.json'));
      for (const type of ['dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      }
    }, REPLAY);
    await checkThatItPlays({ page, player, problems });
    assert.match((await page.getByRole('status').first().textContent())!, /^dropped\.json · \d\.\d kB$/);
  });

  it('open a link that is pasted into them', async () => {
    const trace = buildTrace().prompt('Hi').say(['Out of a link.']).complete().trace();
    const { payload } = await encodeSnapshot(trace);
    const { page, player, problems } = await openDemo('open.html');
    await page.evaluate((link) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', ` ${link}\n`);
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    }, `https://runs.example/embed.html#trace=${payload}`);
    await waitUntilLoaded(player);
    await goToEnd(player);
    assert.equal(await shownText(player, 'response-text'), 'Out of a link.');
    assert.deepEqual(problems, []);
  });

  it('open text that is pasted into them', async () => {
    const { page, player, problems } = await openDemo('open.html');
    await page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', text);
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    }, REPLAY);
    await checkThatItPlays({ page, player, problems });
  });

  it('say what is wrong with a file that is no run, and open the next one all the same', async () => {
    const opened = await openDemo('open.html');
    const { page, player } = opened;
    const file = (name: string, text: string) => ({
      name,
      mimeType: 'text/plain',
      buffer: Buffer.from(text),
    });
    await page.locator('#file').setInputFiles(file('page.html', '<!doctype html><title>x</title>'));
    await waitForPlayer(player, 'it failed', (element) => element.error !== null);
    await page.waitForFunction(() =>
      document.querySelector('trace-player')?.shadowRoot?.querySelector('[part~="panel-failed"]'),
    );
    assert.match(await shownText(player, 'panel-failed'), /This is a web page, not a recording/);
    await page.locator('#file').setInputFiles(file('run.json', REPLAY));
    await checkThatItPlays(opened);
  });

  it('move nothing by themselves for a reader who asked for less motion', async () => {
    const context = await workplace.browser.newContext({ reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(`${workplace.pages.url}/demo/?src=/replays/run.json`);
    const player = page.locator('trace-player');
    await player.waitFor();
    await waitUntilLoaded(player);
    const running = await onPlayer(player, async (element) => {
      await element.play();
      await new Promise((resolve) => setTimeout(resolve, 300));
      return document.getAnimations().filter(({ playState }) => playState === 'running').length;
    });
    assert.equal(running, 0);
    await context.close();
  });

  function openDemo(name: string): Promise<OpenedPage> {
    return openPage(workplace.browser, `${workplace.pages.url}/demo/${name}`);
  }
});

async function checkThatItPlays({ player, problems }: OpenedPage): Promise<void> {
  await waitUntilLoaded(player);
  await onPlayer(player, async (element) => {
    element.playbackRate = 8;
    await element.play();
  });
  await waitForPlayer(player, 'it ended', (element) => element.ended);
  assert.equal(await shownText(player, 'response-text'), sampleText(WORDS));
  assert.deepEqual(problems, []);
}

/** What axe finds wrong with a page, shadow roots included. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = self as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { target: unknown }[] }[] }> };
    };
    const result = await axe.run();
    return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`);
  });
}
