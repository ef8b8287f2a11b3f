/** Takes pictures of the compare page: at the start, in the middle and at the end of its race, in light and dark, wide and narrow. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';
import { smallPng } from './small-png.mjs';

/** @typedef {HTMLElement & Pick<HTMLMediaElement, 'currentTime' | 'play' | 'pause' | 'ended'>} TraceDiff */

/** The run that answers later is ahead, and both are at their code. */
const middleSeconds = 3.2;
const widths = [1280, 360];

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string} address
 */
export async function takeComparePictures(browser, address) {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    for (const width of widths) {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
      await page.goto(address);
      await page.waitForFunction(() =>
        [...document.querySelectorAll('trace-player')].every(
          (player) => /** @type {HTMLMediaElement} */ (/** @type {unknown} */ (player)).readyState === 4,
        ),
      );
      await page.locator('metrics-chart canvas').waitFor();
      await takeMoments(page, `${colorScheme}-${width}`);
      await page.close();
    }
  }
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} name
 */
async function takeMoments(page, name) {
  const diff = page.locator('trace-diff');
  await takePicture(page, `compare-start-${name}`);
  await diff.evaluate(async (element, seconds) => {
    const race = /** @type {TraceDiff} */ (element);
    race.currentTime = seconds;
    await race.play();
    await new Promise((resolve) => requestAnimationFrame(resolve));
    race.pause();
  }, middleSeconds);
  await takePicture(page, `compare-middle-${name}`);
  await diff.evaluate((element) => {
    const race = /** @type {TraceDiff} */ (element);
    race.currentTime = 1e9;
  });
  await diff.locator('.clause').first().waitFor();
  await diff.locator('[part~="output-change"]').first().waitFor();
  await takePicture(page, `compare-end-${name}`);
}

/**
 * From the comparison to the end of the chart.
 *
 * @param {import('playwright-core').Page} page
 * @param {string} name
 */
async function takePicture(page, name) {
  // What moves for a moment, such as a chart that is drawn in slices, comes to rest.
  await page.waitForTimeout(800);
  const clip = await page.evaluate(() => {
    const top = document.querySelector('trace-diff')?.getBoundingClientRect().top ?? 0;
    const bottom = document.querySelector('metrics-chart')?.getBoundingClientRect().bottom ?? 0;
    return { x: 0, y: top + scrollY - 12, width: innerWidth, height: bottom - top + 24 };
  });
  writeFileSync(join(root, 'docs', `${name}.png`), smallPng(await page.screenshot({ fullPage: true, clip })));
}
