/** Takes the pictures in docs/: the player with the demo's recording in the middle of its answer, and the compare page. */
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ensureBuilt } from './build.mjs';
import { chromiumArgs, ensureChromium } from './chromium.mjs';
import { takeComparePictures } from './compare-pictures.mjs';
import { servePages } from './demo-run.mjs';
import { openPlayer, waitUntilLoaded } from './player-page.mjs';
import { root } from './run.mjs';

/** Reasoning and response are both in view, and the stall lies ahead on the timeline. */
const shownSeconds = 4.3;

await ensureBuilt();
const pages = await servePages();
const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumArgs() });
for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  const context = await browser.newContext({
    colorScheme,
    deviceScaleFactor: 2,
    viewport: { width: 1000, height: 900 },
  });
  const player = await openPlayer(context, `${pages.url}/demo/`);
  await waitUntilLoaded(player);
  await player.evaluate(async (element, seconds) => {
    const media = /** @type {HTMLMediaElement} */ (element);
    media.currentTime = seconds;
    await media.play();
    // A frame of playing, so that the picture shows the player at work.
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }, shownSeconds);
  await player.screenshot({ path: join(root, 'docs', `player-${colorScheme}.png`) });
}
await takeComparePictures(browser, `${pages.url}/demo/compare.html`);
await browser.close();
await pages.close();
