import type { Figure } from '../figure.js';
import { loadReplay, openPlayerPage } from '../page/player-page.js';
import { paintedSeeks } from '../page/seek.js';
import { onStage } from '../page/stage.js';
import { seededRandom } from '../replay/random.js';
import { percentile } from '../statistics.js';

const SEEKS = 60;

/** How long it takes on a page until what stands at a place that was sought is on screen. */
export async function measurePageSeek(replayPath: string): Promise<Figure[]> {
  return onStage({ 'long.json': replayPath }, async ({ browser, origin }) => {
    const page = await openPlayerPage(browser, origin);
    await loadReplay(page, `${origin}/replays/long.json`);
    const random = seededRandom(11);
    const seeks = await paintedSeeks(
      page,
      Array.from({ length: SEEKS }, () => 0.01 + 0.99 * random()),
    );
    const frames = seeks.map((seek) => seek.frames);
    const times = seeks.map(({ ms }) => ms);
    return [
      {
        what: 'frames until it is painted, 95 of 100 within',
        value: percentile(frames, 0.95),
        unit: 'frames',
        aim: { atMost: 2 },
      },
      { what: 'frames until it is painted, at most', value: Math.max(...frames), unit: 'frames' },
      { what: 'time until the frame after it, half within', value: percentile(times, 0.5), unit: 'ms' },
      { what: 'time until the frame after it, 95 of 100 within', value: percentile(times, 0.95), unit: 'ms' },
    ];
  });
}
