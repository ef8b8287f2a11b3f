import type { Page } from 'playwright-core';
import type { PlayerElement } from './player-page.js';

/** The comparison, as any script on its page sees it. */
type DiffElement = HTMLElement &
  Pick<HTMLMediaElement, 'currentTime' | 'playbackRate' | 'play' | 'pause'> & { swap(): void };

/** Puts two runs side by side, and a chart of both below. Resolves once all of them can be played and the page is at rest. */
export async function loadRace(page: Page, addresses: readonly string[]): Promise<void> {
  await page.evaluate(async (addresses) => {
    const diff = document.createElement('trace-diff');
    const players = addresses.map((src, place) => {
      const player = document.createElement('trace-player') as unknown as PlayerElement;
      return Object.assign(player, { id: `run-${place}`, src });
    });
    diff.append(...players);
    const chart = document.createElement('metrics-chart');
    chart.setAttribute('for', players.map(({ id }) => id).join(' '));
    document.querySelector('trace-player')!.replaceWith(diff, chart);
    while (players.some(({ readyState }) => readyState < 4) || !chart.shadowRoot?.querySelector('canvas'))
      await new Promise(requestAnimationFrame);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }, addresses);
}

/** Races at four times the pace for a while, from a time on. Throws where the runs did not move. */
export async function playRace(page: Page, fromSeconds: number, durationMs: number): Promise<void> {
  await page.evaluate(
    async ({ fromSeconds, durationMs }) => {
      const diff = document.querySelector('trace-diff') as DiffElement;
      diff.currentTime = fromSeconds;
      diff.playbackRate = 4;
      await diff.play();
      await new Promise((resolve) => setTimeout(resolve, durationMs));
      diff.pause();
      if (diff.currentTime < fromSeconds + 1) throw new Error('The runs did not play.');
    },
    { fromSeconds, durationMs },
  );
}

/** Goes to the end. Resolves once the figures and the answers have been compared and are shown, and the page is at rest. */
export async function finishRace(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const diff = document.querySelector('trace-diff') as DiffElement;
    diff.currentTime = 1e9;
    const isShown = (part: string) => diff.shadowRoot!.querySelector(`[part~="${part}"]`);
    while (!isShown('clause') || !isShown('output-text')) await new Promise(requestAnimationFrame);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  });
}

/** Goes from change to change of the answers by keys, so many times. */
export async function stepThroughChanges(page: Page, count: number): Promise<void> {
  await page.evaluate(async (count) => {
    const text = document.querySelector('trace-diff')!.shadowRoot!.querySelector('[part~="output-text"]')!;
    for (let step = 0; step < count; step++) {
      text.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', bubbles: true, composed: true }));
      await new Promise(requestAnimationFrame);
    }
  }, count);
}

/** Lets the runs change sides, and waits until the findings stand again. */
export async function swapRace(page: Page): Promise<void> {
  await page.evaluate(async () => {
    (document.querySelector('trace-diff') as DiffElement).swap();
    await new Promise((resolve) => setTimeout(resolve, 1500));
  });
}
