import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';

// In a thread of its own, so that a page's files do not wait for anything else that the bench does.

/** @type {{ folder: string, restMs: number }} */
const { folder, restMs } = workerData;

/** @type {Record<string, string>} */
const TYPES = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' };

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

let address = '';
parentPort?.on('message', (next) => (address = next));

const server = createServer(async (request, response) => {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Type', TYPES[extname(pathname)] ?? 'text/plain');
  if (pathname === '/start.html') return response.end(START);
  if (pathname === '/address') return response.end(address);
  if (pathname === '/first-frame.js') return response.end(FIRST_FRAME);
  if (pathname === '/told') {
    response.end();
    return parentPort?.postMessage(Number(search.slice(1)));
  }
  if (pathname === '/empty.html') return response.end(withTeller(EMPTY));
  const path = join(folder, pathname);
  if (extname(path) === '.html') return response.end(withTeller(await readFile(path, 'utf8')));
  return createReadStream(path)
    .on('error', () => response.writeHead(404).end())
    .pipe(response);
});

server.listen(0, '127.0.0.1', () => {
  const port = /** @type {import('node:net').AddressInfo} */ (server.address()).port;
  parentPort?.postMessage(`http://127.0.0.1:${port}`);
});

/** @param {string} page */
function withTeller(page) {
  return page.replace('<head>', '<head><script src="./first-frame.js"></script>');
}
