import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { root } from '../../scripts/run.mjs';
import { FirstFrames } from './first-frame.js';

/** Builds the page that plays links, as it is published, serves it beside an empty one, and puts all away afterwards. */
export async function onEmbedStage<T>(measure: (frames: FirstFrames) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'trace-player-bench-embed-'));
  await build({
    configFile: join(root, 'vite.config.ts'),
    mode: 'embed',
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
  });
  const frames = new FirstFrames(folder);
  await frames.start();
  try {
    return await measure(frames);
  } finally {
    await frames.stop();
    rmSync(folder, { recursive: true });
  }
}
