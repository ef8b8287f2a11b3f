import type { Page } from 'playwright-core';
import type { PlayerElement } from './player-page.js';

/** What a seek took until the text at the playhead was on screen. */
export interface PaintedSeek {
  /** How many times the screen could have changed, from the first time after the seek on, until it did. */
  readonly frames: number;
  readonly ms: number;
}

/** How many of the last characters before the playhead are looked for: enough to be found in one place only. */
const TAIL_LENGTH = 40;
const PATIENCE_MS = 5000;
/** Chromium without a screen draws 60 times a second. */
const FRAME_MS = 1000 / 60;

/** Seeks to each share of the run's length, at any moment of a frame, and waits until what stands there is painted. */
export async function paintedSeeks(page: Page, shares: readonly number[]): Promise<PaintedSeek[]> {
  return page.evaluate(
    async ({ shares, tailLength, patienceMs, frameMs }) => {
      const player = document.querySelector('trace-player') as PlayerElement;
      const seeks: PaintedSeek[] = [];
      for (const share of shares) {
        await new Promise((resolve) => setTimeout(resolve, 100 + 16 * share));
        seeks.push(await painted(share * player.duration));
      }
      return seeks;

      async function painted(seconds: number): Promise<PaintedSeek> {
        const start = performance.now();
        player.currentTime = seconds;
        const tail = textBefore(player.eventIndex);
        const first = await nextFrame();
        while (!isShown(tail)) {
          await nextFrame();
          if (performance.now() - start > patienceMs)
            throw new Error(`The text at ${seconds} s was not shown.`);
        }
        // The next frame begins once this one is painted, later the longer that takes.
        const next = await nextFrame();
        return { frames: Math.max(1, Math.round((next - first) / frameMs)), ms: performance.now() - start };
      }

      function nextFrame(): Promise<number> {
        return new Promise(requestAnimationFrame);
      }

      function textBefore(index: number): string {
        const trace = player.trace!;
        const block = trace.blocks[trace.blockIndexAt(index)]!;
        const end = block.textLengthAt(index);
        return block.text.slice(Math.max(0, end - tailLength), end);
      }

      function isShown(tail: string): boolean {
        const ends = player.shadowRoot!.querySelectorAll<HTMLElement>('.piece.now');
        if (ends.length === 0) throw new Error('The player shows no text.');
        return [...ends].some(
          (end) => end.textContent.endsWith(tail.slice(-end.textContent.length)) && end.checkVisibility(),
        );
      }
    },
    { shares, tailLength: TAIL_LENGTH, patienceMs: PATIENCE_MS, frameMs: FRAME_MS },
  );
}
