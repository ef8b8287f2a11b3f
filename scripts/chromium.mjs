import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run, runTool } from './run.mjs';

const downloadTimeoutMs = 5 * 60_000;
const advice =
  'No Chromium was found: install Chrome or Chromium, or set CHROME_PATH to the path of its program, and run this again.';

/**
 * Finds a Chromium that is already here.
 *
 * @returns {Promise<string | undefined>} the path of its program
 */
export async function findChromium() {
  const candidates = [process.env.CHROME_PATH, ...onPath(), ...usualPlaces(), await playwrightsOwn()];
  return candidates.find((path) => path && existsSync(path));
}

/**
 * Finds a Chromium, or else gets one; and says so before it does.
 *
 * @returns {Promise<string>} the path of its program
 */
export async function ensureChromium() {
  if (process.env.CHROME_PATH && !existsSync(process.env.CHROME_PATH)) {
    throw new Error(`CHROME_PATH names no file: ${process.env.CHROME_PATH}`);
  }
  for (const tryToGet of [async () => {}, downloadPlaywrights, installDebians]) {
    await tryToGet();
    const path = await findChromium();
    if (path) return path;
  }
  throw new Error(advice);
}

/** Arguments for a Chromium that only ever opens our own pages. As root it does not start with its sandbox. */
export function chromiumArgs() {
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return process.getuid?.() === 0 || process.env.CI ? ['--no-sandbox', ...quiet] : quiet;
}

function onPath() {
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name + suffix)));
}

function usualPlaces() {
  if (process.platform === 'darwin') {
    const apps = ['/Applications', join(process.env.HOME ?? '', 'Applications')];
    const programs = [
      'Google Chrome.app/Contents/MacOS/Google Chrome',
      'Chromium.app/Contents/MacOS/Chromium',
    ];
    return apps.flatMap((folder) => programs.map((program) => join(folder, program)));
  }
  if (process.platform === 'win32') {
    const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) => process.env[name]);
    const programs = ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe'];
    return folders.flatMap((folder) => (folder ? programs.map((program) => join(folder, program)) : []));
  }
  return ['/usr/bin/chromium', '/snap/bin/chromium', '/opt/google/chrome/chrome'];
}

/** Where Playwright keeps the browser that it downloads, whether it is there or not. */
async function playwrightsOwn() {
  try {
    const { chromium } = await import('playwright-core');
    return chromium.executablePath();
  } catch {
    return undefined;
  }
}

async function downloadPlaywrights() {
  console.log(
    `No Chromium found. Trying to download Playwright’s (for at most ${downloadTimeoutMs / 60_000} minutes)…`,
  );
  await runTool('playwright-core', 'playwright-core', ['install', 'chromium'], {
    quiet: true,
    timeoutMs: downloadTimeoutMs,
  });
}

async function installDebians() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  console.log('That did not work. Installing Debian’s package (apt-get install chromium)…');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { ok } = await run('apt-get', ['update'], { quiet: true, env, timeoutMs: downloadTimeoutMs });
  if (ok) {
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], {
      quiet: true,
      env,
      timeoutMs: downloadTimeoutMs,
    });
  }
}
