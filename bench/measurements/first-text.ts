import type { Figure } from '../figure.js';
import { firstTextShare } from '../page/first-text.js';
import { openPlayerPage } from '../page/player-page.js';
import { onStage } from '../page/stage.js';
import { median } from '../statistics.js';

const ROUNDS = 3;
/** A good home connection. */
const BYTES_PER_SECOND = 12_500_000;

/** Whether a reader sees text while the long replay is still coming. */
export async function measureFirstText(replayPath: string): Promise<Figure[]> {
  return onStage({ 'long.json': replayPath }, async ({ browser, origin }) => {
    const address = `${origin}/replays/long.json?bytes-per-second=${BYTES_PER_SECOND}`;
    const shares: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const page = await openPlayerPage(browser, origin);
      shares.push(await firstTextShare(page, address));
      await page.close();
    }
    const what = 'first text of the answer ÷ end of the download, at 100 Mbit/s';
    return [{ what, value: median(shares), unit: '×', aim: { atMost: 1 } }];
  });
}
