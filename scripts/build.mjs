import { cpSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, runTool } from './run.mjs';

/** What the built files are made from. */
const sources = [
  'src',
  'demo',
  'serve-page',
  'vite.config.ts',
  'scripts/small-output.mjs',
  'scripts/embed-page.mjs',
  'tsconfig.base.json',
  'package-lock.json',
];
/** Written last, so that a build that broke off counts as none. */
const stamp = join(root, 'dist', '.built');

/** @type {[title: string, packageName: string, command: string, args: string[]][]} */
const steps = [
  ['ES modules', 'vite', 'vite', ['build', '--mode', 'esm']],
  ['one file for a script tag', 'vite', 'vite', ['build', '--mode', 'cdn']],
  ['page for frames', 'vite', 'vite', ['build', '--mode', 'embed']],
  ['recorder and command', 'vite', 'vite', ['build', '--mode', 'node']],
  ['demo pages', 'vite', 'vite', ['build', '--mode', 'demo']],
  ['page of the recordings', 'vite', 'vite', ['build', '--mode', 'serve']],
  ['type declarations', '@typescript/native', 'tsc', ['-b', 'src/components', 'src/recorder']],
  ['manifest of the elements', '@custom-elements-manifest/analyzer', 'cem', ['analyze']],
];

/** Builds all of `dist` and `custom-elements.json`. */
export async function build() {
  rmSync(stamp, { force: true });
  // The compiler never removes the declarations of a source that is gone.
  rmSync(join(root, 'dist', 'types'), { recursive: true, force: true });
  for (const [title, packageName, command, args] of steps) {
    console.log(`Building: ${title}`);
    const { ok, output } = await runTool(packageName, command, args, { quiet: true });
    if (!ok) throw new Error(`The build of the ${title} failed:\n${output}`);
  }
  copyEmbedPage();
  writeFileSync(stamp, '');
}

/** The demo's pages make links to it as their neighbour. */
function copyEmbedPage() {
  for (const name of ['embed.html', 'embed'])
    cpSync(join(root, 'dist', 'cdn', name), join(root, 'dist', 'demo', name), { recursive: true });
}

/** Builds if there is no build, or if a source is newer than it. */
export async function ensureBuilt() {
  const builtAt = modifiedAt(stamp);
  if (sources.some((path) => newestIn(join(root, path)) > builtAt)) await build();
}

/**
 * @param {string} path
 * @returns {number} the newest time of the file, or of all that is in the folder
 */
function newestIn(path) {
  let newest = modifiedAt(path);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return newest;
  for (const name of readdirSync(path)) newest = Math.max(newest, newestIn(join(path, name)));
  return newest;
}

/** @param {string} path */
function modifiedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await build().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
