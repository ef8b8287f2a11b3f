import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { onPlayer, openPage, twoFrames, waitForPlayer, waitUntilLoaded } from './player-in-page.js';
import { replayText } from './sample-replay.js';
import { openWorkplace, type Workplace } from './workplace.js';

describe('the recorded page by keyboard alone', () => {
  let workplace: Workplace;

  before(async () => {
    workplace = await openWorkplace();
    writeFileSync(join(workplace.folder, 'run.json'), replayText({ words: 200, gapMs: 50 }));
  });
  after(() => workplace?.close());

  it('is reached by Tab, and plays, steps, seeks and changes speed', async () => {
    const { page, player, problems } = await openPage(
      workplace.browser,
      `${workplace.pages.url}/demo/?src=/replays/run.json`,
    );
    await waitUntilLoaded(player);
    await tabTo(page, 'timeline');

    await page.keyboard.press('Space');
    await waitForPlayer(player, 'it plays', (element) => !element.paused && element.currentTime > 0);
    await page.keyboard.press('3');
    assert.equal(await onPlayer(player, (element) => element.playbackRate), 2);
    await page.keyboard.press('Space');
    assert.equal(await onPlayer(player, (element) => element.paused), true);

    const before = await onPlayer(player, (element) => element.eventIndex);
    await page.keyboard.press('.');
    await page.keyboard.press('.');
    assert.equal(await onPlayer(player, (element) => element.eventIndex), before + 2);
    await page.keyboard.press(',');
    assert.equal(await onPlayer(player, (element) => element.eventIndex), before + 1);

    const timeBefore = await onPlayer(player, (element) => element.currentTime);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    const timeAfter = await onPlayer(player, (element) => element.currentTime);
    assert.ok(Math.abs(timeAfter - timeBefore - 1) < 0.001, `${timeBefore} s → ${timeAfter} s`);

    await page.keyboard.press('End');
    await waitForPlayer(player, 'it ended', (element) => element.ended);
    await page.keyboard.press('Home');
    await twoFrames(player);
    assert.equal(await onPlayer(player, (element) => element.currentTime), 0);
    assert.deepEqual(problems, []);
  });

  it('lets every control be reached by Tab, with a visible focus', async () => {
    const { page, player } = await openPage(
      workplace.browser,
      `${workplace.pages.url}/demo/?src=/replays/run.json`,
    );
    await waitUntilLoaded(player);
    await onPlayer(player, (element) => {
      element.currentTime = 1;
    });
    for (const part of ['timeline', 'step-back-button', 'play-button', 'step-forward-button', 'speed']) {
      await tabTo(page, part);
      assert.ok(await focusIsVisible(page), `${part} shows that it has the focus`);
    }
  });
});

/** Presses Tab until an element of that part, in the player's shadow, has the focus. */
async function tabTo(page: Page, part: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    const isThere = await page.evaluate((part) => {
      const focused = document.querySelector('trace-player')?.shadowRoot?.activeElement;
      return focused?.matches(`[part~="${part}"]`) ?? false;
    }, part);
    if (isThere) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to ${part}`);
}

function focusIsVisible(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const focused = document.querySelector('trace-player')!.shadowRoot!.activeElement!;
    const { outlineStyle, outlineWidth } = getComputedStyle(focused);
    return focused.matches(':focus-visible') && outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
  });
}
