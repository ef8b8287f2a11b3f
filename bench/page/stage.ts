import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { buildPlayer } from './built-player.js';
import { PageServer } from './page-server.js';
import { launchBrowser } from './player-page.js';

/** Where a measurement in the browser takes place. */
export interface Stage {
  readonly browser: Browser;
  /** The page's address; replays are at `/replays/<name>` under it. */
  readonly origin: string;
}

/** Builds the player, serves a page with it and the named replay files, starts a browser, and puts all away afterwards. */
export async function onStage<T>(
  replays: Readonly<Record<string, string>>,
  measure: (stage: Stage) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'trace-player-bench-page-'));
  await buildPlayer(folder);
  const server = new PageServer(folder, replays);
  const origin = await server.start();
  const browser = await launchBrowser();
  try {
    return await measure({ browser, origin });
  } finally {
    await browser.close();
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}
