import type { Page } from 'playwright-core';
import type { PlayerElement } from './player-page.js';

/** Loads a replay that plays by itself. Resolves to when its answer's first text was painted ÷ when all of it had come. */
export async function firstTextShare(page: Page, address: string): Promise<number> {
  return page.evaluate(async (src) => {
    const player = document.querySelector('trace-player') as PlayerElement;
    const start = performance.now();
    const loaded = new Promise<number>((resolve, reject) => {
      player.addEventListener('canplaythrough', () => resolve(performance.now() - start), { once: true });
      player.addEventListener('error', () => reject(new Error(player.error?.message)), { once: true });
    });
    player.autoplay = true;
    player.src = src;
    while (!isAnswerShown()) await new Promise(requestAnimationFrame);
    const firstTextMs = performance.now() - start;
    return firstTextMs / (await loaded);

    function isAnswerShown(): boolean {
      const bodies = player.shadowRoot!.querySelectorAll('.block:is(.reasoning, .response) .piece');
      return [...bodies].some((body) => body.textContent !== '' && body.checkVisibility());
    }
  }, address);
}
