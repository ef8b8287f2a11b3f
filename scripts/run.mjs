import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root: every step runs there, from wherever the script was called. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * @typedef {object} Outcome
 * @property {boolean} ok whether the program ended with exit code 0
 * @property {string} output what it printed, on both streams
 * @property {string} stdout what it printed as its result
 *
 * @typedef {object} RunOptions
 * @property {boolean} [quiet] does not show what the program prints
 * @property {boolean} [shell]
 * @property {number} [timeoutMs]
 * @property {string} [cwd] the root by default
 * @property {NodeJS.ProcessEnv} [env]
 */

/**
 * Runs a program to its end. What it prints is shown at once and handed back, so that its counts can be read.
 *
 * @param {string} file
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Outcome>}
 */
export function run(file, args, { quiet, shell, timeoutMs, cwd = root, env = process.env } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd,
      env,
      shell,
      timeout: timeoutMs,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      output += text;
      stdout += text;
      if (!quiet) process.stdout.write(text);
    });
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      output += text;
      if (!quiet) process.stderr.write(text);
    });
    child.on('error', (error) => resolve({ ok: false, output: `${output}${error.message}\n`, stdout }));
    child.on('close', (code) => resolve({ ok: code === 0, output, stdout }));
  });
}

/**
 * Runs a command of an installed package with this Node: no shell, no `.cmd` wrapper, no second npm process.
 *
 * @param {string} packageName
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 */
export function runTool(packageName, command, args, options) {
  return run(process.execPath, [toolPath(packageName, command), ...args], options);
}

/**
 * @param {string} packageName
 * @param {string} command
 */
function toolPath(packageName, command) {
  const manifestPath = join(root, 'node_modules', packageName, 'package.json');
  const { bin } = createRequire(import.meta.url)(manifestPath);
  return join(dirname(manifestPath), typeof bin === 'string' ? bin : bin[command]);
}

/**
 * Runs npm: the one that runs this script, if one does, else the one on the PATH.
 *
 * @param {string[]} args
 * @param {RunOptions} [options]
 */
export function runNpm(args, options) {
  const npmScript = process.env.npm_execpath;
  if (npmScript?.endsWith('npm-cli.js')) return run(process.execPath, [npmScript, ...args], options);
  // On Windows npm is a .cmd file, which only a shell can start.
  return run('npm', args, { ...options, shell: process.platform === 'win32' });
}
