import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { chromiumArgs, ensureChromium } from '../../scripts/chromium.mjs';
import type { StaticServer } from '../../scripts/static-server.mjs';
import type { TraceDiffElement, TracePlayerElement } from '../../src/components/index.js';
import { decodeSnapshot } from '../../src/trace/snapshot/decode-snapshot.js';
import { parseSnapshotLink } from '../../src/trace/snapshot/snapshot-link.js';
import { buildTrace, smallRun } from '../helpers/trace-builder.js';
import { axeViolations, hashOf, openEmbed, servePages } from './embed-frame.js';

const RUN = smallRun().trace();
const SAID = 'A cat is a graceful small animal.';

describe('the page that plays what its hash holds', () => {
  let browser: Browser;
  let pages: StaticServer;
  let hash: string;

  before(async () => {
    browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumArgs() });
    pages = await servePages();
    hash = await hashOf(RUN);
  });
  after(() => Promise.all([browser?.close(), pages?.close()]));

  const open = (suffix: string, options = {}) =>
    openEmbed(browser, `${pages.url}/demo/embed.html${suffix}`, options);

  it('plays it under a strict policy, and asks for no file but its own', async () => {
    const { page, requests, problems } = await open(hash);
    await played(page);
    await page.evaluate(() =>
      player()
        .play()
        .then(() => (player().playbackRate = 8)),
    );
    await page.waitForFunction(() => player().ended);
    assert.equal(await responseText(page), SAID);
    const others = requests.filter((url) => !isOwn(url));
    assert.deepEqual(others, []);
    assert.ok(requests.length > 2);
    assert.deepEqual(problems, []);
    assert.equal(await page.locator('meta[http-equiv=Content-Security-Policy]').count(), 1);
  });

  it('follows its hash, and stays where one holds no run', async () => {
    const { page, problems } = await open(hash);
    await played(page);
    const other = await hashOf(buildTrace().prompt('Hi').say(['Another.']).complete().trace());
    await page.evaluate((to) => (location.hash = to), `${other}&t=1`);
    await page.waitForFunction(() => player().duration === 0.1 && player().ended);
    assert.equal(await responseText(page), 'Another.');
    await page.evaluate(() => (location.hash = '#a-heading'));
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    assert.equal(await responseText(page), 'Another.');
    await page.goBack();
    await page.goBack();
    await page.waitForFunction(() => player().duration === 1.8);
    assert.deepEqual(problems, []);
  });

  it('starts at its t, at its speed, in its theme, without controls', async () => {
    for (const theme of ['light', 'dark'] as const) {
      const { page } = await open(`${hash}&t=1.5&speed=2&controls=0&theme=${theme}`, {
        colorScheme: theme === 'light' ? 'dark' : 'light',
      });
      await played(page);
      assert.deepEqual(
        await page.evaluate(() => [player().currentTime, player().playbackRate, player().noControls]),
        [1.5, 2, true],
      );
      assert.equal(await page.locator('trace-player [part~=controls]').count(), 0);
      const lightness = await page.evaluate(() => {
        const frame = player().shadowRoot!.querySelector('[part=player]')!;
        return Number(/\d+/.exec(getComputedStyle(frame).backgroundColor)![0]);
      });
      assert.equal(lightness > 128, theme === 'light');
    }
  });

  it('plays by itself where the link says so, and not for a reader who asked for less motion', async () => {
    const moving = await open(`${hash}&autoplay=1&speed=16`, { reducedMotion: 'no-preference' });
    await moving.page.waitForFunction(() => player()?.ended);
    const still = await open(`${hash}&autoplay=1&speed=16`, { reducedMotion: 'reduce' });
    await played(still.page);
    assert.deepEqual(
      await still.page.evaluate(() => [player().autoplay, player().paused, player().currentTime]),
      [false, true, 0],
    );
  });

  it('shows two runs side by side, from one moment on', async () => {
    const other = buildTrace({ model: 'other' }).prompt('Hi').say(['Quick.']).complete().trace();
    const { page, requests, problems } = await open(`${await hashOf(RUN, other)}&t=1.5&speed=2`);
    await page.waitForFunction(() => document.querySelector('trace-diff')?.currentTime === 1.5);
    const diff = page.locator('trace-diff');
    assert.deepEqual(
      await diff.evaluate((element: TraceDiffElement) => [element.duration, element.playbackRate]),
      [1.8, 2],
    );
    assert.deepEqual(await diff.locator('[part~=model]').allTextContents(), ['test-model', 'other']);
    const controls = diff.locator('[part~=race-timeline], [part~=race-controls]');
    assert.deepEqual([await controls.count(), await controls.first().isVisible()], [2, true]);
    await page.evaluate(() => (location.hash += '&controls=0'));
    await page.waitForFunction(() => document.documentElement.dataset['controls'] === '0');
    await page.waitForFunction(() => document.querySelector('trace-diff')?.currentTime === 1.5);
    for (const part of await controls.all()) assert.equal(await part.isVisible(), false);
    assert.deepEqual(
      requests.filter((url) => !isOwn(url)),
      [],
    );
    assert.deepEqual(problems, []);
  });

  it('comes to its moment in runs that take longer to read than a first frame may', async () => {
    const words = Array.from({ length: 3000 }, (_, index) => `${index} `);
    const long = buildTrace().prompt('Count.').say(words, 10).complete().trace();
    const alone = await open(`${await hashOf(long)}&t=20`);
    await alone.page.waitForFunction(() => player()?.currentTime === 20 && player().readyState === 4);
    const both = await open(`${await hashOf(long, long)}&t=20`);
    await both.page.waitForFunction(() => document.querySelector('trace-diff')?.currentTime === 20);
    const times = await both.page
      .locator('trace-diff trace-player, trace-diff')
      .evaluateAll((elements) => elements.map((element) => (element as TraceDiffElement).currentTime));
    assert.ok(times.length > 0 && times.every((time) => time === 20), `${times}`);
    assert.deepEqual([...alone.problems, ...both.problems], []);
  });

  for (const [name, bad] of [
    ['none', ''],
    ['an empty one', '#trace='],
    ['a damaged one', '#trace=dAAAAAAAAAAAAAA'],
    ['markup', '#trace=<img src=x onerror=alert(1)>'],
  ] as const) {
    it(`says in one message what is wrong with its run: ${name}`, async () => {
      const { page, problems } = await open(bad);
      await page.waitForFunction(() => player()?.error);
      const message = await page.evaluate(() => player().error!.message);
      assert.match(message, /^This link .*[.?]$/);
      await page.locator('trace-player [part~=panel-failed]', { hasText: message }).waitFor();
      assert.deepEqual(problems, []);
    });
  }

  it('shows what a stranger wrote in any field as text, and nothing else comes of it', async () => {
    const evil = (field: string) =>
      `${field}<img src=x onerror="parent.alert(1)"></script><script>alert(2)</script><a href="javascript:alert(3)">\u202e\ud800{{7*7}}`;
    const run = buildTrace({
      run_id: evil('id'),
      model: evil('model'),
      provider: evil('provider'),
      workload: evil('workload'),
      started_at: evil('date'),
      server: { name: evil('server'), version: evil('version') },
    })
      .add({ type: 'prompt_sent', messages: [{ role: evil('role'), content: evil('prompt') }] })
      .log(evil('log'))
      .add({ type: 'memory', memory_mb: 5, scope: 'process', source: evil('source') })
      .add({ type: 'metric', name: evil('metric'), value: 1 })
      .add({ type: evil('type'), field: evil('field') })
      .reason([evil('reasoning')])
      .reasoned()
      .say([evil('answer')])
      .tool(evil('tool'), [evil('arguments')], evil('output'))
      .error(evil('error'))
      .fail(evil('failure'), evil('code'));
    const { page, requests, problems } = await open(`${await hashOf(run.trace())}&t=99`);
    await played(page);
    await page.locator('trace-player [part~=log-summary]').click();
    await page.locator('trace-player [part~=share-button]').click();
    await page.locator('.share-code').waitFor();
    const shown = await page.evaluate(() => {
      const root = player().shadowRoot!;
      return { text: root.textContent, strange: root.querySelectorAll('img, script, a, iframe').length };
    });
    assert.equal(shown.strange, 0);
    for (const field of [
      'model',
      'provider',
      'prompt',
      'log',
      'reasoning',
      'answer',
      'tool',
      'output',
      'failure',
    ])
      assert.ok(shown.text.includes(`${field}<img src=x`), field);
    assert.deepEqual(
      requests.filter((url) => !isOwn(url)),
      [],
    );
    assert.deepEqual(problems, []);
  });

  it('fits from 280 px on, with nothing beside or below it, and is accessible', async () => {
    for (const [width, height] of [
      [280, 520],
      [360, 520],
      [641, 480],
      [1280, 480],
    ] as const)
      for (const colorScheme of ['light', 'dark'] as const) {
        const { page } = await open(hash, { viewport: { width, height }, colorScheme });
        await played(page);
        const overflow = await page.evaluate(() => {
          const { scrollWidth, scrollHeight } = document.documentElement;
          return [scrollWidth - innerWidth, scrollHeight - innerHeight];
        });
        assert.deepEqual(overflow, [0, 0], `${width} px`);
        assert.deepEqual(await axeViolations(page), []);
      }
  });

  it('shares its run by a link to itself, copies it, and saves the file', async () => {
    const { page, problems } = await open(hash, {
      permissions: ['clipboard-read', 'clipboard-write'],
      viewport: { width: 280, height: 520 },
    });
    await played(page);
    await page.locator('trace-player [part~=share-button]').focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => player().shadowRoot!.querySelector('textarea')?.value);
    assert.deepEqual(await axeViolations(page), []);
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByText(/^Copied: /).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const { payloads } = parseSnapshotLink(copied)!;
    assert.equal(copied, `${pages.url}/demo/embed.html#trace=${payloads[0]}`);
    const run = await decodeSnapshot(payloads[0]!);
    assert.deepEqual([...run.wholeEvents()], [...RUN.wholeEvents()]);
    await page.getByRole('button', { name: 'Copy the response' }).click();
    await page.getByText(`Copied: ${SAID.length} characters.`).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), SAID);
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save the file' }).click();
    assert.equal((await saving).suggestedFilename(), 'run-1.json');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() =>
      player().shadowRoot!.activeElement?.getAttribute('part')?.includes('share-button'),
    );
    assert.deepEqual(problems, []);
  });

  function isOwn(url: string): boolean {
    return url.startsWith(`${pages.url}/demo/`) || url.startsWith('blob:');
  }
});

/** In the page: its player. */
declare function player(): TracePlayerElement;

/** Waits until the run is there. */
async function played(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector<TracePlayerElement>('trace-player')?.readyState === 4,
  );
}

function responseText(page: Page): Promise<string> {
  return page.evaluate(() => {
    const text = player().shadowRoot!.querySelector('[part~=response-text]')!;
    player().currentTime = player().duration;
    return new Promise<string>((resolve) =>
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(text.textContent))),
    );
  });
}
