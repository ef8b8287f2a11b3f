import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { chromiumArgs, ensureChromium } from '../../scripts/chromium.mjs';
import { root } from '../../scripts/run.mjs';
import { serveStatic, type StaticServer } from '../../scripts/static-server.mjs';

/** A browser, a folder for recordings, and the built pages served beside it. */
export interface Workplace {
  readonly browser: Browser;
  /** Where recordings go. */
  readonly folder: string;
  /** Serves the demo pages at /demo/, the script at /cdn/ and the folder at /replays/. */
  readonly pages: StaticServer;
  close(): Promise<void>;
}

/** Sets one up. The build must be there: `npm test` builds before. */
export async function openWorkplace(): Promise<Workplace> {
  const folder = mkdtempSync(join(tmpdir(), 'trace-player-e2e-'));
  const [browser, pages] = await Promise.all([
    ensureChromium().then((executablePath) => chromium.launch({ executablePath, args: chromiumArgs() })),
    serveStatic({
      folders: {
        '/demo/': join(root, 'dist', 'demo'),
        '/cdn/': join(root, 'dist', 'cdn'),
        '/replays/': folder,
      },
    }),
  ]);
  return {
    browser,
    folder,
    pages,
    close: async () => {
      await Promise.all([browser.close(), pages.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
