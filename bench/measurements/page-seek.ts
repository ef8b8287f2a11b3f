import type { Figure } from '../figure.js';
import { longestTask, longestTaskFigures } from '../page/longest-task.js';
import { loadReplay, openPlayerPage } from '../page/player-page.js';
import { type PaintedSeek, paintedSeeks } from '../page/seek.js';
import { onStage } from '../page/stage.js';
import { seededRandom } from '../replay/random.js';
import { percentile } from '../statistics.js';

const SEEKS = 60;
/** Fewer, as tracing a task makes it longer. */
const TRACED_SEEKS = 20;

/** How long it takes on a page until what stands at a place that was sought is on screen. */
export async function measurePageSeek(replayPath: string): Promise<Figure[]> {
  return onStage({ 'long.json': replayPath }, async ({ browser, origin }) => {
    const random = seededRandom(11);
    const places = (count: number) => Array.from({ length: count }, () => 0.01 + 0.99 * random());
    const page = await openPlayerPage(browser, origin);
    await loadReplay(page, `${origin}/replays/long.json`);
    const task = await longestTask(
      browser,
      page,
      async () => void (await paintedSeeks(page, places(TRACED_SEEKS))),
    );
    const seeks = await paintedSeeks(page, places(SEEKS));
    return [...seekFigures(seeks), ...longestTaskFigures('of a seek', [task])];
  });
}

function seekFigures(seeks: readonly PaintedSeek[]): Figure[] {
  const frames = seeks.map((seek) => seek.frames);
  const times = seeks.map(({ ms }) => ms);
  const what = 'frames until it is painted';
  return [
    {
      what: `${what}, 95 of 100 within`,
      value: percentile(frames, 0.95),
      unit: 'frames',
      aim: { atMost: 2 },
    },
    { what: `${what}, half within`, value: percentile(frames, 0.5), unit: 'frames' },
    { what: 'time until the frame after it, half within', value: percentile(times, 0.5), unit: 'ms' },
    { what: 'time until the frame after it, 95 of 100 within', value: percentile(times, 0.95), unit: 'ms' },
  ];
}
