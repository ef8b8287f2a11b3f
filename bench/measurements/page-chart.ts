import type { Figure } from '../figure.js';
import { drawChart, zoomChart } from '../page/chart.js';
import { type LongestTask, longestTask, longestTaskFigures } from '../page/longest-task.js';
import { playedFrames } from '../page/play.js';
import { loadReplay, openPlayerPage } from '../page/player-page.js';
import { onStage, type Stage } from '../page/stage.js';
import { median, percentile } from '../statistics.js';

const ROUNDS = 3;
const ZOOM_ROUNDS = 4;
const PLAYED_MS = 3000;

interface Round {
  readonly draw: LongestTask;
  readonly zoom: LongestTask;
  readonly play: LongestTask;
  readonly drawMs: number;
  readonly zoomMs: readonly number[];
}

/** How long a page is held up while a chart of the long replay is drawn, zoomed, and followed while the run plays. */
export async function measurePageChart(replayPath: string): Promise<Figure[]> {
  return onStage({ 'long.json': replayPath }, async (stage) => {
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await drawAndZoom(stage));
    return chartFigures(rounds);
  });
}

async function drawAndZoom({ browser, origin }: Stage): Promise<Round> {
  const page = await openPlayerPage(browser, origin);
  await loadReplay(page, `${origin}/replays/long.json`);
  let drawMs = 0;
  let zoomMs: number[] = [];
  const draw = await longestTask(browser, page, async () => void (drawMs = await drawChart(page)));
  const zoom = await longestTask(
    browser,
    page,
    async () => void (zoomMs = await zoomChart(page, ZOOM_ROUNDS)),
  );
  const play = await longestTask(browser, page, async () => void (await playedFrames(page, PLAYED_MS)));
  await page.close();
  return { draw, zoom, play, drawMs, zoomMs };
}

function chartFigures(rounds: readonly Round[]): Figure[] {
  const figures = (what: string, part: 'draw' | 'zoom' | 'play') =>
    longestTaskFigures(
      what,
      rounds.map((round) => round[part]),
    );
  const zooms = rounds.flatMap(({ zoomMs }) => zoomMs);
  return [
    ...figures('while a chart of it is read and drawn', 'draw'),
    { what: 'time until all of it is drawn', value: median(rounds.map(({ drawMs }) => drawMs)), unit: 'ms' },
    ...figures('while the chart is zoomed', 'zoom'),
    { what: 'a step of zooming, 95 of 100 within', value: percentile(zooms, 0.95), unit: 'ms' },
    ...figures('while it plays at 4× beside its chart', 'play'),
  ];
}
