import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './run.mjs';

const graceMs = 3000;

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * Starts the built `trace-player` command. Its progress, on stderr, is shown as it comes; its results, on stdout, are
 * for the caller to read.
 *
 * @param {string[]} args
 */
export function startCommand(args) {
  const child = spawn(process.execPath, [join(root, 'dist/node/cli.js'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    // In a group of its own: Ctrl-C in a terminal reaches only us, and we pass it on once.
    detached: process.platform !== 'win32',
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
}

/**
 * @param {ReturnType<typeof startCommand>} child
 * @returns {Promise<any>} the first line that the command prints, which is JSON
 */
export async function firstJsonLine(child) {
  for await (const line of createInterface({ input: child.stdout })) {
    // What it prints later is read away: a full pipe would hold it up.
    child.stdout.resume();
    return JSON.parse(line);
  }
  throw new Error(`The command ended before it said anything: ${child.spawnargs.slice(2).join(' ')}`);
}

/**
 * @param {ReturnType<typeof startCommand>} child
 * @returns {Promise<any>} the JSON that the command prints in all
 */
export async function jsonAtEnd(child) {
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`The command failed: ${child.spawnargs.slice(2).join(' ')}`);
  return JSON.parse(output);
}

// The last resort, where nobody waited for an orderly end.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Ends all that was started: politely, so that a recorder closes its file. */
export async function stopAll() {
  const ends = [...running].map((child) => {
    child.kill('SIGINT');
    return once(child, 'close');
  });
  await Promise.race([Promise.all(ends), new Promise((resolve) => setTimeout(resolve, graceMs).unref())]);
}
