import { ListenError } from '../listen.js';

const PORTS_TRIED = 50;

/** Starts something that listens: at the port that was asked for and no other, or else at the first free one from a usual one on. */
export async function atFreePort<T>(
  asked: number | undefined,
  usual: number,
  start: (port: number) => Promise<T>,
): Promise<T> {
  if (asked !== undefined) return start(asked);
  for (let next = usual; ; next++) {
    try {
      return await start(next);
    } catch (error) {
      const isTaken = error instanceof ListenError && error.code === 'EADDRINUSE';
      if (!isTaken || next >= usual + PORTS_TRIED) throw error;
    }
  }
}
