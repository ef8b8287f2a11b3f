import { type Browser, chromium, type Page, type Response } from 'playwright-core';
import { chromiumArgs, findChromium } from '../../scripts/chromium.mjs';
import type { Trace } from '../../src/trace/index.js';

/** The player, as any script on its page sees it. */
export type PlayerElement = HTMLMediaElement & { readonly trace?: Trace; readonly eventIndex: number };

/** Starts a Chromium of a desktop's size. Throws, saying what to do, when there is none. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await findChromium();
  if (!executablePath)
    throw new Error('No Chromium was found: install one, or set CHROME_PATH to its program.');
  return chromium.launch({ executablePath, args: chromiumArgs() });
}

/** Opens a page with a player that has nothing to play yet. What breaks on the page breaks the bench. */
export async function openPlayerPage(
  browser: Browser,
  origin: string,
  onResponse: (response: Response) => void = () => {},
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on('pageerror', (error) => {
    throw error;
  });
  page.on('response', onResponse);
  // The loader that runs the bench wraps functions in calls of this, also those that are sent to the page.
  await page.addInitScript('globalThis.__name = (target) => target');
  await page.goto(origin);
  await page.waitForFunction(() => customElements.get('trace-player'));
  return page;
}

/** Loads a replay. Resolves once all of it can be played, and the page has painted and is at rest. */
export async function loadReplay(page: Page, address: string): Promise<void> {
  await page.evaluate((src) => {
    const player = document.querySelector('trace-player') as PlayerElement;
    return new Promise<void>((resolve, reject) => {
      player.addEventListener('canplaythrough', () => setTimeout(resolve, 500), { once: true });
      player.addEventListener('error', () => reject(new Error(player.error?.message)), { once: true });
      player.src = src;
    });
  }, address);
}
