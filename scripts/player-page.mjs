/**
 * A page's player, seen from a test: only through what any page's script can see of it.
 *
 * @typedef {import('playwright-core').Locator} PlayerPage
 * @typedef {HTMLMediaElement & { eventIndex: number }} TracePlayer
 */

const waitMs = 30_000;
const pollMs = 50;

/**
 * Opens a page and finds the player on it.
 *
 * @param {Pick<import("playwright-core").Browser, "newPage">} browser
 * @param {string} address
 * @returns {Promise<PlayerPage>}
 */
export async function openPlayer(browser, address) {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(`Error on the page: ${error.message}`));
  await page.goto(address);
  const player = page.locator('trace-player').first();
  await player.waitFor();
  return player;
}

/** @param {PlayerPage} player */
export function waitUntilLoaded(player) {
  return waitUntil('the player has loaded the run', () =>
    player.evaluate((element) => /** @type {TracePlayer} */ (element).readyState === 4),
  );
}

/**
 * @param {PlayerPage} player
 * @param {number} count
 */
export function waitUntilPassed(player, count) {
  return waitUntil(
    `the playhead has passed ${count} events`,
    async () => (await eventsPassed(player)) >= count,
  );
}

/**
 * @param {PlayerPage} player
 * @returns {Promise<number>} how many events lie behind the playhead
 */
export function eventsPassed(player) {
  return player.evaluate((element) => /** @type {TracePlayer} */ (element).eventIndex + 1);
}

/**
 * Plays from the beginning.
 *
 * @param {PlayerPage} player
 * @param {number} rate
 * @param {number} timeoutMs
 * @returns {Promise<number>} the milliseconds until it ended
 */
export function playToEnd(player, rate, timeoutMs) {
  return player.evaluate(
    async (element, { rate, timeoutMs }) => {
      const media = /** @type {TracePlayer} */ (element);
      media.pause();
      media.currentTime = 0;
      media.playbackRate = rate;
      const ended = new Promise((resolve, reject) => {
        media.addEventListener('ended', resolve, { once: true });
        setTimeout(() => reject(new Error(`Not ended after ${timeoutMs / 1000} s`)), timeoutMs);
      });
      const startedAt = performance.now();
      await media.play();
      await ended;
      return performance.now() - startedAt;
    },
    { rate, timeoutMs },
  );
}

/**
 * @param {PlayerPage} player
 * @returns {Promise<string>} the model's answer, as the player shows it
 */
export function shownResponse(player) {
  return player
    .locator('[part~="response-text"]')
    .evaluateAll((elements) => elements.map((element) => element.textContent).join(''));
}

/**
 * @param {string} what
 * @param {() => Promise<boolean>} isTrue
 */
async function waitUntil(what, isTrue) {
  const deadline = Date.now() + waitMs;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`Waited ${waitMs / 1000} s in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
