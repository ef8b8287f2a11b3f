import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { root } from '../../scripts/run.mjs';
import { serveStatic } from '../../scripts/static-server.mjs';
import { launchBrowser } from './player-page.js';

/** Where the opening of links is measured. */
export interface EmbedStage {
  readonly browser: Browser;
  /** The address of the page that plays links, as it is published. */
  readonly embed: string;
  /** That of a page with nothing on it. */
  readonly empty: string;
}

/** Builds the page that plays links, serves it beside an empty one, starts a browser, and puts all away afterwards. */
export async function onEmbedStage<T>(measure: (stage: EmbedStage) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'trace-player-bench-embed-'));
  await build({
    root: join(root, 'demo'),
    configFile: join(root, 'vite.config.ts'),
    mode: 'demo',
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
  });
  writeFileSync(join(folder, 'empty.html'), '<!doctype html><meta charset="utf-8"><title>Empty</title>');
  const server = await serveStatic({ folders: { '/': folder } });
  const browser = await launchBrowser();
  try {
    return await measure({ browser, embed: `${server.url}/embed.html`, empty: `${server.url}/empty.html` });
  } finally {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true });
  }
}
