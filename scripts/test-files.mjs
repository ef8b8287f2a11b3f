import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

/**
 * Lists the tests in folders of `test/`. Node 20's runner takes no globs, and shells differ in theirs.
 *
 * @param {string[]} folders
 * @returns {string[]} paths relative to the root
 */
export function testFiles(folders) {
  return folders.flatMap((folder) => testFilesIn(join('test', folder))).sort();
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function testFilesIn(folder) {
  let entries;
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return testFilesIn(path);
    return entry.name.endsWith('.test.ts') ? [path] : [];
  });
}
