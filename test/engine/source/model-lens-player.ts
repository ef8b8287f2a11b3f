import { afterEach } from 'node:test';
import { urlSource, type UrlOptions } from '../../../src/engine/index.js';
import { watchedPlayer } from '../watched-player.js';
import { ModelLensServer } from './model-lens-server.js';

const servers: ModelLensServer[] = [];
const players: { dispose(): void }[] = [];

afterEach(async () => {
  for (const player of players.splice(0)) player.dispose();
  for (const server of servers.splice(0)) await server.close();
});

/** A Model Lens server, and a player on a manual clock that follows it. Both are let go after the test. */
export async function followModelLens(options: Partial<UrlOptions> & { opening?: string } = {}) {
  const server = await ModelLensServer.start();
  servers.push(server);
  server.opening = options.opening ?? server.opening;
  const watched = watchedPlayer(urlSource(server.url, { fetch, random: () => 1, ...options }));
  players.push(watched.player);
  return { server, ...watched };
}
