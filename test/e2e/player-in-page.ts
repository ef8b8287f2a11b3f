import type { Browser, Locator, Page } from 'playwright-core';
import type { TracePlayerElement } from '../../src/components/index.js';

const PATIENCE_MS = 30_000;
const POLL_MS = 40;

/** A page with a player, and what went wrong on it. */
export interface OpenedPage {
  readonly page: Page;
  readonly player: Locator;
  /** Errors that no script caught, and refusals of the page's policy. */
  readonly problems: string[];
}

/** Opens a page and waits for its player, or another element of ours. */
export async function openPage(browser: Browser, address: string, tag = 'trace-player'): Promise<OpenedPage> {
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/.test(message.text())) problems.push(message.text());
  });
  await page.goto(address);
  const player = page.locator(tag).first();
  await player.waitFor({ state: 'attached' });
  await page.waitForFunction((name) => customElements.get(name) !== undefined, tag);
  return { page, player, problems };
}

/** Reads or does something with the element itself. */
export function onPlayer<T>(
  player: Locator,
  what: (element: TracePlayerElement) => T | Promise<T>,
): Promise<T> {
  return player.evaluate(what as never) as Promise<T>;
}

/** Waits until something holds for the element. */
export async function waitForPlayer(
  player: Locator,
  what: string,
  isTrue: (element: TracePlayerElement) => boolean,
): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await onPlayer(player, isTrue))) {
    if (Date.now() > deadline) throw new Error(`In vain waited until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Waits until all of the run is there. */
export function waitUntilLoaded(player: Locator): Promise<void> {
  return waitForPlayer(player, 'the run is loaded', (element) => element.readyState === 4);
}

/** Goes to the end, and waits until it is shown. */
export async function goToEnd(player: Locator): Promise<void> {
  await onPlayer(player, (element) => {
    element.pause();
    element.currentTime = element.duration;
  });
  await twoFrames(player);
}

/** Waits until what was changed has been drawn. */
export function twoFrames(player: Locator): Promise<void> {
  return onPlayer(
    player,
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );
}

/** The text of every element of that part that is on show, exactly as it stands in the page. */
export function shownTexts(player: Locator, part: string): Promise<string[]> {
  return player.evaluate(
    (element, part) =>
      [...element.shadowRoot!.querySelectorAll(`[part~="${part}"]`)]
        .filter((found) => found.checkVisibility())
        .map((found) => found.textContent ?? ''),
    part,
  );
}

/** The shown text of a part, all of it in one. */
export async function shownText(player: Locator, part: string): Promise<string> {
  return (await shownTexts(player, part)).join('');
}
