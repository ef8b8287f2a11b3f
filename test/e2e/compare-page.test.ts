import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { root } from '../../scripts/run.mjs';
import type { TraceDiffElement, TracePlayerElement } from '../../src/components/index.js';
import { EventBus, EventBusSSEServer, recordCompletion } from '../../src/recorder/index.js';
import { ollamaChatBody, startModelServer } from './model-server.js';
import { openPage, twoFrames } from './player-in-page.js';
import { replayText, sampleText } from './sample-replay.js';
import { openWorkplace, type Workplace } from './workplace.js';

const RATE = 4;

/** A comparison on the page, and what went wrong there. */
interface OpenedComparison {
  readonly page: Page;
  readonly diff: Locator;
  readonly problems: string[];
}

/** What stood on the page in one frame while it played. */
interface Frame {
  /** Of each run, since its prompt, in seconds. */
  readonly playheads: readonly number[];
  /** Of each run's line in the chart, from the left, in pixels. */
  readonly lines: readonly number[];
  readonly commonSeconds: number;
  /** How long the frame was, a sixtieth of a second where nothing held it up. */
  readonly frameSeconds: number;
}

describe('the compare page', () => {
  let workplace: Workplace;

  before(async () => {
    workplace = await openWorkplace();
    writeFileSync(join(workplace.folder, 'slow.json'), replayText({ words: 40, gapMs: 60 }));
    writeFileSync(join(workplace.folder, 'fast.json'), replayText({ words: 44, gapMs: 20 }));
  });
  after(() => workplace?.close());

  it('plays both runs at 4× within a frame of each other to the end, the chart’s playheads with them', async () => {
    const { page, diff, problems } = await openComparison();
    const frames = await playedFrames(page);
    const lengths = await page.evaluate(() => [...document.querySelectorAll('trace-player')].map(lengthOf));
    const racing = frames.filter(({ commonSeconds }) => commonSeconds < Math.min(...lengths));
    assert.ok(racing.length > 10, `${racing.length} frames while both played`);
    for (const { playheads, frameSeconds } of racing) {
      assert.ok(
        Math.abs(playheads[0]! - playheads[1]!) < RATE * frameSeconds,
        `${playheads.join(' and ')} s`,
      );
    }
    const [first, last] = [frames[0]!, frames.at(-1)!];
    assert.ok(last.lines[0]! > first.lines[0]! + 300, 'the first run’s line moved');
    assert.ok(last.lines[1]! > first.lines[1]! + 100, 'the second run’s line moved');
    assert.ok(last.lines[0]! > last.lines[1]! + 100, 'each line stays at its run’s end');
    assert.equal(await onDiff(diff, (element) => element.ended), true);
    assert.deepEqual(problems, []);
  });

  it('says at the end who was better at what, and shows where the answers differ', async () => {
    const { page, diff, problems } = await openComparison();
    await onDiff(diff, (element) => (element.currentTime = 99));
    await diff.locator('.clause').nth(3).waitFor();
    const clauses = await diff.locator('.clause .sentence').allTextContents();
    assert.deepEqual(
      clauses.map((text) => text.replace(/\s+/g, ' ').trim()),
      ['A was first to answer', 'B finished first', 'B generated faster', 'A used more memory'],
    );
    assert.match((await diff.locator('.caveats').textContent())!, /simulated/);
    await diff.locator('.output-piece').filter({ hasText: "['year', 31_557_600]" }).first().waitFor();
    assert.equal(
      await page.locator('trace-player .badge, trace-player [part~="badge-simulated"]').count(),
      2,
    );
    assert.deepEqual(problems, []);
  });

  it('is walked through by keyboard alone: play, seek, differences, changes, the chart', async () => {
    const { page, diff, problems } = await openComparison();
    await tabTo(page, 'race-timeline');
    await page.keyboard.press('Space');
    await waitForDiff(diff, 'it plays', (element) => !element.paused && element.currentTime > 0);
    await page.keyboard.press('Space');
    const before = await onDiff(diff, (element) => element.currentTime);
    await page.keyboard.press('ArrowRight');
    const after = await onDiff(diff, (element) => element.currentTime);
    assert.ok(Math.abs(after - before - 1) < 0.001, `${before} s → ${after} s`);
    await page.keyboard.press('End');
    await diff.locator('.output-text').waitFor();
    await tabTo(page, 'output-text');
    await page.keyboard.press('n');
    await page.keyboard.press('n');
    assert.match((await diff.locator('.output-steps .count').textContent())!, /\b2 of \d+/);
    await tabTo(page, 'plot');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await waitForDiff(diff, 'both were sought', (element) => element.currentTime < 0.05);
    assert.deepEqual(problems, []);
  });

  it('seeks both runs to where the chart was clicked', async () => {
    const { page, diff, problems } = await openComparison();
    const plot = page.locator('metrics-chart [part~="plot"]');
    const { width, height } = (await plot.boundingBox())!;
    await plot.click({ position: { x: width / 2, y: height / 2 } });
    await waitForDiff(diff, 'it was sought', (element) => element.currentTime > 3 && element.currentTime < 8);
    const [left, right] = await page.evaluate(() =>
      [...document.querySelectorAll('trace-player')].map((player) => sincePrompt(player)),
    );
    const common = await onDiff(diff, (element) => element.currentTime);
    assert.ok(Math.abs(left! - common) < 0.01, `${left} s and ${common} s`);
    assert.ok(Math.abs(right! - common) < 0.01 || right! < common, `${right} s and ${common} s`);
    assert.deepEqual(problems, []);
  });

  it('gives the chart the letters of the runs anew when they change sides', async () => {
    const { page, diff, problems } = await openComparison();
    const plot = page.locator('metrics-chart [part~="plot"]');
    assert.match((await plot.getAttribute('aria-label'))!, /demo-large, demo-small/);
    await diff.locator('[part~="swap-button"]').click();
    await page.locator('metrics-chart [aria-label*="demo-small, demo-large"]').waitFor();
    assert.deepEqual(problems, []);
  });

  it('races four, and compares any addresses and dropped files', async () => {
    const four = await openComparison(
      '?run=./runs/demo-large.json&run=./runs/demo-small.json&run=./runs/demo-thinker.json&run=./runs/demo-tiny.json',
    );
    assert.equal(await four.diff.locator('.flag').count(), 4);
    assert.deepEqual(four.problems, []);

    const { page, diff, problems } = await openComparison(
      '?left=/replays/slow.json&right=/replays/fast.json',
    );
    assert.equal(await page.locator('#right').inputValue(), '/replays/fast.json');
    const dropped = readFileSync(join(root, 'demo', 'public', 'runs', 'demo-tiny.json'), 'utf8');
    await page.evaluate((text) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], 'dropped.json'));
      for (const type of ['dragover', 'drop']) {
        const init = { dataTransfer, bubbles: true, cancelable: true, clientX: innerWidth - 20 };
        document.body.dispatchEvent(new DragEvent(type, init));
      }
    }, dropped);
    await page.locator('trace-player').nth(1).locator('.model', { hasText: 'demo-tiny' }).waitFor();
    assert.equal(await diff.locator('.flag').count(), 2);
    assert.deepEqual(problems, []);
  });

  it('says of a fifth run that there is no place for it, and loads none', async () => {
    const runs = ['large', 'small', 'thinker', 'tiny', 'no-such'].map(
      (name) => `run=./runs/demo-${name}.json`,
    );
    const { page, problems } = await openPage(
      workplace.browser,
      `${workplace.pages.url}/demo/compare.html?${runs.join('&')}`,
      'trace-diff',
    );
    const diff = page.locator('trace-diff');
    const notice = await diff.locator('[part~="notice"]').innerText();
    assert.equal(notice.trim(), 'Up to four runs stand side by side: 1 more is left out.');
    await page.waitForFunction(
      () =>
        [...document.querySelectorAll('trace-player')].filter(({ readyState }) => readyState === 4).length ===
        4,
    );
    assert.equal(await diff.locator('.flag').count(), 4);
    assert.equal(await page.evaluate(() => document.querySelectorAll('trace-player')[4]!.networkState), 0);
    await page.locator('metrics-chart canvas').waitFor();
    assert.equal(await page.locator('metrics-chart [part~="message"]').count(), 0);
    assert.deepEqual(problems, []);
  });

  it('races a live run against a recording, and draws both', async () => {
    const bus = new EventBus();
    const words = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ');
    const model = await startModelServer(ollamaChatBody(words, 40));
    const live = new EventBusSSEServer({ bus, port: 0 });
    const { port } = await live.start();
    const messages = [{ role: 'user' as const, content: 'Count' }];
    const { page, problems } = await openPage(
      workplace.browser,
      `${workplace.pages.url}/demo/compare.html?left=/replays/slow.json&right=http://127.0.0.1:${port}/events&autoplay`,
      'trace-diff',
    );
    const run = recordCompletion({
      bus,
      baseUrl: model.url,
      provider: 'ollama',
      model: 'tiny',
      messages,
      memory: false,
    });
    await page.waitForFunction(() => document.querySelector('trace-diff')!.duration === Infinity);
    await page.waitForFunction(() => document.querySelector('trace-diff')!.currentTime > 0.5);
    await page.locator('metrics-chart [aria-label*="sample, tiny"]').waitFor();
    await run;
    await page.waitForFunction(() => document.querySelector('trace-diff')!.ended);
    const texts = await page.locator('trace-player [part~="response-text"]').allTextContents();
    assert.deepEqual(texts, [sampleText(40), words]);
    assert.deepEqual(problems, []);
    await Promise.all([live.stop(), model.close()]);
  });

  async function openComparison(query = ''): Promise<OpenedComparison> {
    const { page, problems } = await openPage(
      workplace.browser,
      `${workplace.pages.url}/demo/compare.html${query}`,
      'trace-diff',
    );
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await page.waitForFunction(() =>
      [...document.querySelectorAll('trace-player')].every(({ readyState }) => readyState === 4),
    );
    await page.locator('metrics-chart canvas').waitFor();
    await page.evaluate(READERS);
    return { page, diff: page.locator('trace-diff'), problems };
  }
});

/** Where a run's playhead is, and how long the run is, both since its prompt: functions of the page. */
const READERS = `(() => {
  function promptSeconds(player) {
    return player.trace.completions[0].promptSentMs / 1000;
  }
  function sincePrompt(player) {
    return player.currentTime - promptSeconds(player);
  }
  function lengthOf(player) {
    return player.duration - promptSeconds(player);
  }
  Object.assign(window, { sincePrompt, lengthOf });
})()`;

declare function sincePrompt(player: TracePlayerElement): number;
declare function lengthOf(player: TracePlayerElement): number;

/** Plays from the beginning to the end, and tells what stood there in each frame. */
function playedFrames(page: Page): Promise<Frame[]> {
  return page.evaluate(async (rate) => {
    const diff = document.querySelector('trace-diff')!;
    const players = [...document.querySelectorAll('trace-player')];
    const lines = document.querySelector('metrics-chart')!.shadowRoot!.querySelectorAll('.playhead');
    const frames: Frame[] = [];
    let beforeMs = performance.now();
    diff.playbackRate = rate;
    await diff.play();
    for (
      let framesLeft = Infinity;
      framesLeft > 0;
      framesLeft = diff.ended ? Math.min(framesLeft, 4) - 1 : framesLeft
    ) {
      await new Promise(requestAnimationFrame);
      // Once all that the frame is for has been done: what is painted.
      await new Promise((resolve) => setTimeout(resolve));
      const nowMs = performance.now();
      frames.push({
        playheads: players.map((player) => sincePrompt(player)),
        lines: [...lines].map((line) => line.getBoundingClientRect().left),
        commonSeconds: diff.currentTime,
        frameSeconds: Math.max(1000 / 60, nowMs - beforeMs) / 1000,
      });
      beforeMs = nowMs;
    }
    return frames;
  }, RATE);
}

async function onDiff<T>(diff: Locator, what: (element: TraceDiffElement) => T): Promise<T> {
  const answer = (await diff.evaluate(what as never)) as T;
  await twoFrames(diff);
  return answer;
}

async function waitForDiff(
  diff: Locator,
  what: string,
  isTrue: (element: TraceDiffElement) => boolean,
): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await diff.evaluate(isTrue as never))) {
    if (Date.now() > deadline) throw new Error(`In vain waited until ${what}`);
    await twoFrames(diff);
  }
}

/** Presses Tab until an element of that part has the focus. */
async function tabTo(page: Page, part: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    const isThere = await page.evaluate((name) => {
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      return active?.part.contains(name) ?? false;
    }, part);
    if (isThere) return;
  }
  throw new Error(`Tab does not reach ${part}`);
}
