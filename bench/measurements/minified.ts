import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from '../figure.js';
import { type LongestTask, longestTask, longestTaskFigures } from '../page/longest-task.js';
import { loadReplay, openPlayerPage } from '../page/player-page.js';
import { onStage } from '../page/stage.js';
import { minifiedReplay } from '../replay/write-long-replay.js';
import { median } from '../statistics.js';

const ROUNDS = 3;

/** The same replay without line breaks, as a tool that minifies JSON leaves it: read event by event, in slices. */
export async function measureMinified(replayPath: string): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'trace-player-bench-minified-'));
  const path = join(folder, 'minified.json');
  writeFileSync(path, minifiedReplay(readFileSync(replayPath, 'utf8')));
  const longest: LongestTask[] = [];
  const loaded: number[] = [];
  await onStage({ 'minified.json': path }, async ({ browser, origin }) => {
    for (let round = 0; round < ROUNDS; round++) {
      const page = await openPlayerPage(browser, origin);
      const start = performance.now();
      longest.push(
        await longestTask(browser, page, () => loadReplay(page, `${origin}/replays/minified.json`)),
      );
      loaded.push(performance.now() - start);
      await page.close();
    }
  });
  rmSync(folder, { recursive: true });
  return [
    ...longestTaskFigures('while the minified form loads', longest),
    { what: 'time to load the minified form', value: median(loaded), unit: 'ms' },
  ];
}
