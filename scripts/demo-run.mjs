import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import { firstJsonLine, jsonAtEnd, startCommand } from './child-programs.mjs';
import { root } from './run.mjs';
import { serveStaticAtFirstFree } from './static-server.mjs';

const replaysFolder = join('results', 'replays');
const pagePort = 4173;
const livePort = 9090;
const liveTimeoutMs = 10_000;
const prompt = 'Why does a language model answer word by word?';

/** Serves the demo pages, the script of the element, and what was recorded. */
export function servePages() {
  return serveStaticAtFirstFree([pagePort], {
    folders: {
      '/demo/': join(root, 'dist', 'demo'),
      '/cdn/': join(root, 'dist', 'cdn'),
      '/replays/': join(root, replaysFolder),
    },
    home: '/demo/',
  });
}

/** Starts the demo model. @returns {Promise<string>} its base URL */
export async function startDemoModel() {
  const { url } = await firstJsonLine(startCommand(['demo', '--port', '0', '--json']));
  return url;
}

/**
 * Records one run of the model over HTTP, and streams it live meanwhile.
 *
 * @param {string} baseUrl
 */
export async function startRecording(baseUrl) {
  const port = await freePort(livePort);
  const child = startCommand([
    ...['run', '--base-url', baseUrl, '--model', 'demo', '--prompt', prompt],
    ...['--sse-port', String(port), '--output-dir', replaysFolder, '--json'],
  ]);
  return { liveUrl: `http://127.0.0.1:${port}/events`, recorded: jsonAtEnd(child) };
}

/** @param {string} file where a replay was written */
export function replayAddress(file) {
  return `/replays/${encodeURIComponent(basename(file))}`;
}

/**
 * Waits until the live stream can be opened.
 *
 * @param {string} liveUrl
 */
export async function waitForLive(liveUrl) {
  const deadline = Date.now() + liveTimeoutMs;
  while (Date.now() < deadline) {
    const answer = await fetch(new URL('/health', liveUrl)).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The live stream did not come up at ${liveUrl}`);
}

/**
 * @param {number} preferred
 * @returns {Promise<number>} it if it is free, else any other that is
 */
function freePort(preferred) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', () =>
      preferred ? freePort(0).then(resolve, reject) : reject(new Error('No free port')),
    );
    probe.listen(preferred, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
      probe.close(() => resolve(port));
    });
  });
}
