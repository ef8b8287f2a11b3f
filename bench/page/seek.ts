import type { Page } from 'playwright-core';
import type { PlayerElement } from './player-page.js';

/** What a seek took until the text at the playhead was on screen. */
export interface PaintedSeek {
  readonly frames: number;
  readonly ms: number;
}

/** How many of the last characters before the playhead are looked for: enough to be found in one place only. */
const TAIL_LENGTH = 40;
const PATIENCE_MS = 5000;

/**
 * Seeks to each share of the run's length, at any moment of a frame. Counts the frames begun from then on, up to the one that
 * paints the text at the playhead, and the time until that one is done.
 */
export async function paintedSeeks(page: Page, shares: readonly number[]): Promise<PaintedSeek[]> {
  return page.evaluate(
    async ({ shares, tailLength, patienceMs }) => {
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
        let frames = 0;
        do {
          await new Promise(requestAnimationFrame);
          frames++;
          if (performance.now() - start > patienceMs)
            throw new Error(`The text at ${seconds} s was not shown.`);
        } while (!isShown(tail));
        await afterPaint();
        return { frames, ms: performance.now() - start };
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

      /** A task of its own comes after the frame in whose callbacks it was asked for. */
      function afterPaint(): Promise<void> {
        const { port1, port2 } = new MessageChannel();
        return new Promise((resolve) => {
          port1.onmessage = () => resolve();
          port2.postMessage(undefined);
        });
      }
    },
    { shares, tailLength: TAIL_LENGTH, patienceMs: PATIENCE_MS },
  );
}
