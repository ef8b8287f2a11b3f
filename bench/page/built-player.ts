import { build } from 'vite';
import { root } from '../../scripts/run.mjs';

/** Builds the file for a script tag, as it is published, into a folder of the bench's own. */
export async function buildPlayer(folder: string): Promise<void> {
  await build({ root, mode: 'cdn', logLevel: 'error', build: { outDir: folder, emptyOutDir: true } });
}
