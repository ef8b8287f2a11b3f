import type { Page } from 'playwright-core';
import type { PlayerElement } from './player-page.js';

/** Plays at four times the pace for a while, from where the playhead is. Resolves to the milliseconds between its frames. */
export async function playedFrames(page: Page, durationMs: number): Promise<number[]> {
  return page.evaluate(async (durationMs) => {
    const player = document.querySelector('trace-player') as PlayerElement;
    const from = player.eventIndex;
    const gaps: number[] = [];
    player.playbackRate = 4;
    await player.play();
    const start = performance.now();
    let before = await new Promise(requestAnimationFrame);
    while (performance.now() - start < durationMs) {
      const now = await new Promise(requestAnimationFrame);
      gaps.push(now - before);
      before = now;
    }
    player.pause();
    if (player.eventIndex === from) throw new Error('The player did not play.');
    return gaps;
  }, durationMs);
}
