import type { Figure } from '../figure.js';
import { type LongestTask, longestTask, longestTaskFigures } from '../page/longest-task.js';
import { playedFrames } from '../page/play.js';
import { loadReplay, openPlayerPage } from '../page/player-page.js';
import { paintedSeeks } from '../page/seek.js';
import { onStage, type Stage } from '../page/stage.js';

const ROUNDS = 3;
const PLAYED_MS = 4000;
const LATE_FRAME_MS = 20;

interface Round {
  readonly load: LongestTask;
  readonly early: LongestTask;
  readonly late: LongestTask;
  readonly frameGaps: readonly number[];
}

/** How long a page that loads the long replay, and then plays it, is ever held up. */
export async function measurePagePlay(replayPath: string): Promise<Figure[]> {
  return onStage({ 'long.json': replayPath }, async (stage) => {
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await loadAndPlay(stage));
    return playFigures(rounds);
  });
}

function playFigures(rounds: readonly Round[]): Figure[] {
  const gaps = rounds.flatMap((round) => round.frameGaps);
  const late = gaps.filter((gapMs) => gapMs > LATE_FRAME_MS).length;
  const figures = (what: string, part: 'load' | 'early' | 'late') =>
    longestTaskFigures(
      what,
      rounds.map((round) => round[part]),
    );
  return [
    ...figures('while it loads', 'load'),
    ...figures('while it plays at 4× from the beginning', 'early'),
    ...figures('while it plays at 4×, most of the text before it', 'late'),
    {
      what: `frames over ${LATE_FRAME_MS} ms while it plays at 4×`,
      value: (late / gaps.length) * 100,
      unit: '%',
    },
  ];
}

async function loadAndPlay({ browser, origin }: Stage): Promise<Round> {
  const page = await openPlayerPage(browser, origin);
  const frameGaps: number[] = [];
  const play = async () => void frameGaps.push(...(await playedFrames(page, PLAYED_MS)));
  const load = await longestTask(browser, page, () => loadReplay(page, `${origin}/replays/long.json`));
  const early = await longestTask(browser, page, play);
  await paintedSeeks(page, [0.9]);
  const late = await longestTask(browser, page, play);
  await page.close();
  return { load, early, late, frameGaps };
}
