import { afterEach } from 'node:test';
import { type Player, type UrlOptions, urlSource } from '../../../src/engine/index.js';
import type { Trace, TraceEvent } from '../../../src/trace/index.js';
import type { ManualScheduler } from '../../helpers/manual-scheduler.js';
import { runEvents } from '../traces.js';
import { watchedPlayer } from '../watched-player.js';
import { LiveServer } from './live-server.js';
import { until } from './test-server.js';

/** The events of a small run. */
export const events = runEvents([100, 200, 300, 400, 500]);
const servers: LiveServer[] = [];
const players: Player[] = [];

afterEach(async () => {
  for (const player of players.splice(0)) player.dispose();
  for (const server of servers.splice(0)) await server.close();
});

/** A live server that is let go after the test. */
export async function startServer(): Promise<LiveServer> {
  const server = await LiveServer.start();
  servers.push(server);
  return server;
}

/** A player that follows a live server, and is let go after the test. */
export function follow(server: LiveServer, options: Partial<UrlOptions> = {}) {
  const watched = watchedPlayer(urlSource(server.url, { fetch, random: () => 1, ...options }));
  players.push(watched.player);
  return watched;
}

export function eventsOf(trace: Trace | undefined): TraceEvent[] {
  return Array.from({ length: trace?.length ?? 0 }, (_, index) => trace!.eventAt(index));
}

/** Waits while the clock goes on, so that what waits to reconnect does. */
export function untilPassing(scheduler: ManualScheduler, isSo: () => boolean): Promise<void> {
  return until(() => (scheduler.advance(20), isSo()), String(isSo));
}
