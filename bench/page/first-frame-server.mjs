import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { serveStatic } from '../../scripts/static-server.mjs';

// In a thread of its own, so that a page's files do not wait for anything else that the bench does.

/** @type {{ folder: string, restMs: number }} */
const { folder, restMs } = workerData;

/** Tells when the first frame was painted that shows a run, or, on a page without one, the first frame at all. */
const FIRST_FRAME = `
  const hasRun = location.hash.includes('trace=');
  const look = () => {
    const ms = performance.now();
    const text = document.querySelector('trace-player')?.shadowRoot?.querySelector('[part~=text]');
    if (!hasRun || text?.textContent) location.href = '/told?' + ms;
    else requestAnimationFrame(tell);
  };
  // In the task after the frame that is being made, before anything else that waits for its turn.
  const tell = () => scheduler.postTask(look, { priority: 'user-blocking' });
  const begin = () => requestAnimationFrame(tell);
  if (hasRun) addEventListener('loadedmetadata', begin, { capture: true, once: true });
  else begin();
`;

/** Goes to what is measured once the new browser has come to rest, and as another site does: into a new process. */
const START = `<!doctype html><title>Start</title><script>
  setTimeout(async () => (location.href = await (await fetch('/address')).text()), ${restMs});
</script>`;

const EMPTY = '<!doctype html><html><head><meta charset="utf-8" /><title>Empty</title></head></html>';

/**
 * @param {string} name
 * @param {string} text
 */
const write = (name, text) => writeFileSync(join(folder, name), text);

/** @param {string} page */
const withTeller = (page) => page.replace('<head>', '<head><script src="./first-frame.js"></script>');

write('first-frame.js', FIRST_FRAME);
write('start.html', START);
write('empty.html', withTeller(EMPTY));
write('embed.html', withTeller(readFileSync(join(folder, 'embed.html'), 'utf8')));

let address = '';
parentPort?.on('message', (next) => (address = next));

/** @param {import('node:http').IncomingMessage} request */
function answer({ url = '' }) {
  if (url === '/address') return address;
  if (!url.startsWith('/told?')) return undefined;
  parentPort?.postMessage(Number(url.slice('/told?'.length)));
  return '';
}

const { url } = await serveStatic({
  folders: { '/': folder },
  headers: { 'Cache-Control': 'no-store' },
  answer,
});
parentPort?.postMessage(url);
