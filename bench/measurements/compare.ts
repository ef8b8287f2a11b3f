import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from '../figure.js';
import { type LongestTask, longestTask, longestTaskFigures } from '../page/longest-task.js';
import { openPlayerPage } from '../page/player-page.js';
import { finishRace, loadRace, playRace, stepThroughChanges, swapRace } from '../page/race.js';
import { onStage, type Stage } from '../page/stage.js';
import { writeLongReplay } from '../replay/write-long-replay.js';

const ROUNDS = 3;
const TOKENS = 100_000;
const PLAYED_MS = 3000;
const MIDDLE_SECONDS = 600;
const CHANGES = 60;

/** What is done on the page, in its order. */
const ACTS = [
  'while both are loaded and drawn',
  'while they race at 4×',
  'the same in the middle',
  'at the end, while they are compared',
  'while changes are stepped through',
  'while the sides change',
] as const;

/** How long a page is held up by two runs of 100,000 tokens that race beside a chart, and are compared. */
export async function measureCompare(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'trace-player-bench-compare-'));
  const replays = { 'left.json': join(folder, 'left.json'), 'right.json': join(folder, 'right.json') };
  writeLongReplay(replays['left.json'], TOKENS);
  writeLongReplay(replays['right.json'], TOKENS, 2025);
  try {
    return await onStage(replays, async (stage) => {
      const rounds: LongestTask[][] = [];
      for (let round = 0; round < ROUNDS; round++) rounds.push(await race(stage));
      return ACTS.flatMap((what, at) =>
        longestTaskFigures(
          what,
          rounds.map((tasks) => tasks[at]!),
        ),
      );
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function race({ browser, origin }: Stage): Promise<LongestTask[]> {
  const page = await openPlayerPage(browser, origin);
  const addresses = ['left', 'right'].map((name) => `${origin}/replays/${name}.json`);
  const acts = [
    () => loadRace(page, addresses),
    () => playRace(page, 0, PLAYED_MS),
    () => playRace(page, MIDDLE_SECONDS, PLAYED_MS),
    () => finishRace(page),
    () => stepThroughChanges(page, CHANGES),
    () => swapRace(page),
  ];
  const tasks: LongestTask[] = [];
  for (const act of acts) tasks.push(await longestTask(browser, page, act));
  await page.close();
  return tasks;
}
