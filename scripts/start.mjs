/**
 * `npm start`: the main job on a fresh clone. It starts the demo model, records a run of it, streams it live meanwhile,
 * and serves pages that play both. With `--check` it does the same without a person, and exits 0 if the pages
 * played the run as it was recorded, else 1.
 */
import { ensureBuilt } from './build.mjs';
import { stopAll } from './child-programs.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './run.mjs';

async function main() {
  process.chdir(root);
  await ensureInstalled();
  await ensureBuilt();
  // Only now: what these import may just have been installed.
  if (process.argv.includes('--check')) {
    const { checkPlayback } = await import('./check-playback.mjs');
    await checkPlayback();
  } else {
    const { showDemo } = await import('./show-demo.mjs');
    await showDemo();
  }
}

/** @param {number} code */
async function exit(code) {
  await stopAll();
  process.exit(code);
}

process.once('SIGINT', () => exit(130));
process.once('SIGTERM', () => exit(143));
main().catch((error) => {
  console.error(error.message);
  return exit(1);
});
