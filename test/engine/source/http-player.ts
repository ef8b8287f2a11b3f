import { afterEach } from 'node:test';
import { urlSource, type UrlOptions } from '../../../src/engine/index.js';
import { runEvents } from '../traces.js';
import { watchedPlayer } from '../watched-player.js';
import { replayText } from './replay-text.js';
import { type Handler, serve, type TestServer } from './test-server.js';

const servers: TestServer[] = [];
const players: { dispose(): void }[] = [];

afterEach(async () => {
  for (const player of players.splice(0)) player.dispose();
  for (const server of servers.splice(0)) await server.close();
});

/** A player that loads from a real server, whose answers the test writes. Both are let go after the test. */
export async function loading(handler: Handler, options: Partial<UrlOptions> & { suffix?: string } = {}) {
  const server = await serve(handler);
  servers.push(server);
  const watched = watchedPlayer();
  players.push(watched.player);
  watched.player.load(urlSource(server.url + (options.suffix ?? ''), { fetch, ...options }));
  return { ...watched, server };
}

/** Whether loading has come to its end, well or not. */
export function isSettled(player: { loadState: string; progress: { isComplete: boolean } }): boolean {
  return player.loadState === 'failed' || player.progress.isComplete;
}

/** The events of a small run, and its file. */
export const events = runEvents([100, 200, 300, 400, 500]);
export const text = replayText(events);

export function answering(
  status: number,
  body: string | Buffer,
  headers: Record<string, string> = {},
): Handler {
  return (_request, response) => response.writeHead(status, headers).end(body);
}
