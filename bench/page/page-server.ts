import { once } from 'node:events';
import { createReadStream, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** Sent at a time on a slowed connection. */
const SLICE_BYTES = 64 * 1024;

const PAGE = `<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <title>bench</title>
  <link rel="icon" href="data:," />
  <script type="module" src="/player/trace-player.js"></script>
  <trace-player></trace-player>
</html>
`;

/** Serves a page with one player, the player's files and replays, on loopback, uncompressed. */
export class PageServer {
  readonly #playerFolder: string;
  readonly #replays: Readonly<Record<string, string>>;
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  /** `replays` are files by the names under which the page finds them at `/replays/…`. */
  constructor(playerFolder: string, replays: Readonly<Record<string, string>>) {
    this.#playerFolder = playerFolder;
    this.#replays = replays;
  }

  /** Resolves to its address, without a slash at the end. */
  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const [, folder, ...rest] = pathname.split('/');
    const name = rest.join('/');
    if (pathname === '/') return void response.setHeader('Content-Type', 'text/html').end(PAGE);
    const isReplay = folder === 'replays' && Object.hasOwn(this.#replays, name);
    const path = isReplay ? this.#replays[name]! : join(this.#playerFolder, normalize(`/${name}`));
    const size = statSync(path, { throwIfNoEntry: false })?.size;
    if (size === undefined || (!isReplay && folder !== 'player')) return void response.writeHead(404).end();
    const type = path.endsWith('.js') ? 'text/javascript' : 'application/json';
    response.writeHead(200, { 'Content-Type': type, 'Content-Length': size, 'Cache-Control': 'no-store' });
    await sendFile(path, response, Number(searchParams.get('bytes-per-second') ?? Infinity));
  }
}

async function sendFile(path: string, response: ServerResponse, bytesPerSecond: number): Promise<void> {
  const file = createReadStream(path, { highWaterMark: SLICE_BYTES });
  // A page that goes away breaks its download off: nothing is wrong then.
  await pipeline(file, (chunks) => paced(chunks, bytesPerSecond), response).catch(() => undefined);
}

async function* paced(chunks: AsyncIterable<Buffer>, bytesPerSecond: number): AsyncGenerator<Buffer> {
  const start = performance.now();
  let sent = 0;
  for await (const bytes of chunks) {
    yield bytes;
    sent += bytes.length;
    const dueMs = start + (sent / bytesPerSecond) * 1000;
    if (dueMs > performance.now()) await delay(dueMs - performance.now());
  }
}
