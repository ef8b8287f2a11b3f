import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { EventBus, EventBusReplayWriter } from '../../src/recorder/index.js';
import { endCommand, firstJsonLine, startCommand, type CommandProcess } from './command.js';
import { goToEnd, onPlayer, shownText, waitForPlayer, waitUntilLoaded } from './player-in-page.js';
import { replayText, sampleText } from './sample-replay.js';
import { openWorkplace, type Workplace } from './workplace.js';

const WORDS = 30;
const REPLAY = replayText({ words: WORDS, gapMs: 20 });
const MARKUP = '<img src=x onerror="alert(1)">';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('the page of trace-player serve', () => {
  let workplace: Workplace;
  let command: CommandProcess;
  let url: string;

  before(async () => {
    workplace = await openWorkplace();
    const { folder } = workplace;
    const other = REPLAY.replaceAll('"model":"sample"', '"model":"other"').replace(
      '"Count"',
      '"Tell me more"',
    );
    writeFileSync(join(folder, 'sample.json'), REPLAY);
    writeFileSync(join(folder, 'other.json'), other);
    writeFileSync(join(folder, 'broken.json'), '<!doctype html>');
    command = startCommand(['serve', folder, '--port', '0', '--json']);
    ({ url } = await firstJsonLine<{ url: string }>(command));
  });
  after(async () => {
    await endCommand(command);
    await workplace?.close();
  });

  it('lists the runs with their figures and marks, and finds them by words', async () => {
    const { page, checked } = await open();
    await row(page, 'sample').waitFor();
    assert.match(
      await textOf(row(page, 'sample')),
      /test.*Count.*completed.*simulated.*Duration.*TTFT 20 ms/s,
    );
    assert.match(await textOf(page.locator('[data-file="broken.json"]')), /broken/);
    assert.equal(await page.locator('.run').count(), 3);
    await page.getByLabel('Search').fill('tell more');
    await page.getByText('1 of 3 runs').waitFor();
    assert.equal(await page.locator('.run').count(), 1);
    await page.reload();
    await page.getByText('1 of 3 runs').waitFor();
    await page.getByLabel('Search').fill('nothing of that');
    await page.getByText('No run has all of these words.').waitFor();
    await checked();
  });

  it('opens a run by keyboard, plays it, and goes back', async () => {
    const { page, checked } = await open();
    await row(page, 'sample').getByRole('link').focus();
    await page.keyboard.press('Enter');
    const player = page.locator('trace-player');
    await waitUntilPlayable(player);
    assert.ok(page.url().endsWith('/run/sample.json'));
    await onPlayer(player, async (element) => {
      element.playbackRate = 4;
      await element.play();
    });
    await waitForPlayer(player, 'it ended', (element) => element.ended);
    assert.equal(await shownText(player, 'response-text'), sampleText(WORDS));
    await page.goBack();
    await row(page, 'sample').waitFor();
    await checked();
  });

  it('keeps a name and a note, which are text whatever they hold', async () => {
    const { page, checked } = await open('run/sample.json');
    await page.getByRole('button', { name: 'Name sample' }).click();
    await page.getByLabel('Name', { exact: true }).fill(`Mine ${MARKUP}`);
    await page.getByLabel('Note', { exact: true }).fill('worth a look');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: `Mine ${MARKUP}` }).waitFor();
    await page.getByRole('link', { name: 'All recordings' }).click();
    await page.getByLabel('Search').fill('worth mine');
    await page.getByText('1 of 3 runs').waitFor();
    assert.equal(await page.locator('main img').count(), 0);
    assert.equal(readFileSync(join(workplace.folder, 'sample.json'), 'utf8'), REPLAY);
    await row(page, 'Mine').getByRole('button', { name: /^Name/ }).click();
    await page.getByLabel('Name', { exact: true }).fill('');
    await page.keyboard.press('Enter');
    await page.getByText('0 of 3 runs').waitFor();
    await checked();
  });

  it('deletes a run and puts it back', async () => {
    const { page, checked } = await open();
    await row(page, 'other').getByRole('button', { name: 'Delete other' }).click();
    await page.getByText('Deleted other.').waitFor();
    await page.getByText('2 runs').waitFor();
    // The focus is on what undoes it.
    await page.keyboard.press('Enter');
    await page.getByText('3 runs').waitFor();
    await row(page, 'other').getByRole('button', { name: 'Delete other' }).click();
    await page.getByRole('button', { name: 'Close' }).click();
    assert.ok(
      await page.getByRole('heading', { level: 1 }).evaluate((heading) => document.activeElement === heading),
    );
    await page.getByText('Deleted (1)').click();
    await page.getByRole('button', { name: 'Put back other.json' }).click();
    await row(page, 'other').getByRole('link').click();
    await waitUntilPlayable(page.locator('trace-player'));
    await page.getByRole('button', { name: 'Delete other' }).click();
    await page.getByText('2 runs').waitFor();
    // Also later, when nothing of it is on show any more.
    await page.reload();
    await page.getByText('Deleted (1)').click();
    await page.getByRole('button', { name: 'Put back other.json' }).click();
    await row(page, 'other').waitFor();
    await checked();
  });

  it('gives the focus back when a dialog is left, also where the list has changed meanwhile', async () => {
    const { page, checked } = await open();
    await row(page, 'sample').getByRole('button', { name: 'Name sample' }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Name', { exact: true }).waitFor();
    writeFileSync(join(workplace.folder, 'new.json'), REPLAY.replaceAll('"model":"sample"', '"model":"new"'));
    await page.getByText('4 runs').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.waitForFunction(
      () => document.activeElement?.closest<HTMLElement>('.run')?.dataset.file === 'sample.json',
    );
    rmSync(join(workplace.folder, 'new.json'));
    await page.getByText('3 runs').waitFor();
    await checked();
  });

  it('shows a run that begins, on top, follows it live, and sees its end', async () => {
    const { page, checked } = await open();
    await row(page, 'sample').waitFor();
    const bus = new EventBus();
    const writer = new EventBusReplayWriter({ bus, outputDir: workplace.folder });
    writer.start();
    const info = { model: 'live-model', provider: 'test', timing: 'recorded', simulated: true } as const;
    const startedAt = new Date().toISOString();
    bus.emit('now', { type: 'run_started', time_ms: 0, run_id: 'now', started_at: startedAt, ...info });
    bus.emit('now', { type: 'prompt_sent', time_ms: 0, messages: [{ role: 'user', content: 'Go on' }] });
    bus.emit('now', { type: 'token', time_ms: 10, text: 'one ' });
    await page.locator('.run.is-running').waitFor();
    assert.equal(await page.locator('.run').first().getAttribute('data-file'), 'now.json');
    const link = page.getByRole('link', { name: 'live-model' });
    const same = await link.elementHandle();
    await link.focus();
    bus.emit('now', { type: 'token', time_ms: 15, text: 'and ' });
    await page.locator('.run.is-running').getByText('15 ms').waitFor();
    assert.ok(await same!.evaluate((element) => document.activeElement === element));
    await page.keyboard.press('Enter');
    const player = page.locator('trace-player');
    await waitForPlayer(player, 'it is live', (element) => element.streamType === 'live');
    bus.emit('now', { type: 'token', time_ms: 20, text: 'two' });
    await waitForPlayer(player, 'more came', (element) => element.trace?.length === 5);
    assert.equal(await page.getByRole('button', { name: /^Delete/ }).count(), 0);
    // What is told of a run that goes on takes the focus from no button.
    const button = await page.getByRole('button', { name: 'Name live-model' }).elementHandle();
    await button!.focus();
    const list = await open();
    bus.emit('now', { type: 'token', time_ms: 25, text: '' });
    await list.page.locator('.run.is-running').getByText('25 ms').waitFor();
    await list.checked();
    assert.ok(await button!.evaluate((element) => document.activeElement === element));
    bus.emit('now', { type: 'run_completed', time_ms: 30, duration_ms: 30 });
    await writer.stop();
    await waitForPlayer(player, 'it has ended', (element) => Number.isFinite(element.duration));
    await goToEnd(player);
    assert.equal(await shownText(player, 'response-text'), 'one and two');
    await page.getByRole('button', { name: 'Delete live-model' }).click();
    await page.getByText('3 runs').waitFor();
    await checked();
  });

  it('says so where there is no such run', async () => {
    const { page, checked } = await open('run/..%2f..%2fetc%2fpasswd');
    await page.getByRole('heading', { name: 'There is no such recording' }).waitFor();
    await checked();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`is accessible and fits a phone and a desk: ${colorScheme}`, async () => {
      for (const width of [360, 1280]) {
        const { page } = await open('', { colorScheme, viewport: { width, height: 760 }, bypassCSP: true });
        await row(page, 'sample').waitFor();
        await checkLooks(page);
        await page.getByRole('button', { name: 'Name sample' }).click();
        await checkLooks(page);
        await page.keyboard.press('Escape');
        await row(page, 'sample').getByRole('link').click();
        await waitUntilPlayable(page.locator('trace-player'));
        await checkLooks(page);
        await page.context().close();
      }
    });
  }

  /** Opens the page; `checked` sees that nothing was asked of another server, refused by the policy, or thrown. */
  async function open(path = '', options: BrowserContextOptions = {}) {
    const page = await (await workplace.browser.newContext(options)).newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('dialog', (dialog) => problems.push(dialog.message()));
    page.on('request', (request) => {
      if (!request.url().startsWith(url)) problems.push(request.url());
    });
    page.on('console', (message) => {
      if (/Content Security Policy|Trusted/.test(message.text())) problems.push(message.text());
    });
    await page.goto(url + path);
    const checked = async () => {
      assert.deepEqual(problems, []);
      await page.context().close();
    };
    return { page, checked };
  }
});

/** The row of the run with that title. */
function row(page: Page, title: string): Locator {
  return page.locator('.run').filter({ has: page.getByRole('link', { name: title }) });
}

async function textOf(locator: Locator): Promise<string> {
  return (await locator.textContent()) ?? '';
}

async function waitUntilPlayable(player: Locator): Promise<void> {
  await player.waitFor();
  await waitUntilLoaded(player);
}

async function checkLooks(page: Page): Promise<void> {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { axe } = self as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { target: unknown }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`);
  });
  assert.deepEqual(found, []);
  const [needed, there] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(needed! <= there!, `${needed} px needed, ${there} px there`);
}
