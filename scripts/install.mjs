import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runNpm } from './run.mjs';

/** Installs the dependencies if any is missing or of another version than the lockfile says. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  console.log('Installing dependencies (npm ci)…');
  // Development tools too, whatever NODE_ENV says: they build the package.
  const { ok } = await runNpm(['ci', '--include=dev', '--no-audit', '--no-fund']);
  if (!ok) throw new Error('npm ci failed: see above, then run it again');
}

/**
 * Compares what npm says it installed with the lockfile. The files' times would not do: a checkout changes them.
 */
function isInstalled() {
  const wanted = readLockfile('package-lock.json');
  const present = readLockfile(join('node_modules', '.package-lock.json'));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, { version, optional, devOptional, peer }]) => {
    if (path === '') return true;
    const isOptional = optional || devOptional || peer;
    return present[path] ? present[path].version === version : isOptional;
  });
}

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }} LockedPackage
 *
 * @param {string} path
 * @returns {Record<string, LockedPackage> | undefined}
 */
function readLockfile(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
  } catch {
    return undefined;
  }
}
