import type { ServerResponse } from 'node:http';
import { DeadWriters } from './recovery/dead-writers.js';
import { PART_ENDING, REPLAY_ENDING } from './replay-claim.js';
import { replaysOf } from './replay-lines.js';
import { FolderWatch } from './serve/folder-watch.js';
import { epochOf, followReplay, type FollowOptions } from './serve/follow-replay.js';
import { isBeingWritten } from './serve/read-run.js';
import { type OpenedReplay, openByName } from './serve/replay-folder.js';

/** Which run is asked for, and how its client is kept. */
export type ElsewhereWish = Pick<FollowOptions, 'lastId' | 'heartbeatMs' | 'stallMs'> & {
  readonly runId: string;
};

/**
 * Streams runs that other processes record to a folder, from their files as these grow. Their frames' ids tell the run and the event
 * (no number of this server's), so that any server of the folder can go on after them. When a writer dies meanwhile, what it left is
 * finished, and its run ends as `failed`, `killed`.
 */
export class LiveElsewhere {
  readonly #folder: string;
  readonly #deadWriters: DeadWriters;
  readonly #clients = new Set<ServerResponse>();
  /** As long as anybody follows. */
  #watch?: FolderWatch;

  constructor(folder: string) {
    this.#folder = folder;
    this.#deadWriters = new DeadWriters(folder);
  }

  /** How many clients follow. */
  get clientCount(): number {
    return this.#clients.size;
  }

  /**
   * Sends a run that is being recorded elsewhere, or the rest of one to a client that followed it before. Resolves to false, with
   * nothing answered, when there is none such; else when the stream has ended.
   */
  async follow(response: ServerResponse, wish: ElsewhereWish): Promise<boolean> {
    const replay = await this.#find(wish);
    if (!replay) return false;
    this.#clients.add(response);
    this.#watch ??= new FolderWatch(this.#folder);
    const watch = this.#watch;
    try {
      await followReplay(response, replay.handle, {
        ...wish,
        isOver: async () => !replay.isPart || this.#isOver(replay.file),
        onChange: (handler) =>
          watch.onChange((name) => {
            if (name === undefined || name.startsWith(replay.file)) handler();
          }),
      });
    } finally {
      this.#leave(response);
    }
    return true;
  }

  /** The run that the client's last id is of, or else one that is being written. */
  async #find({ runId, lastId }: ElsewhereWish): Promise<OpenedReplay | undefined> {
    let wanted: string | undefined;
    for await (const { name, info } of replaysOf(this.#folder, runId)) {
      const isHad = lastId?.startsWith(`${epochOf(info.run_id, info.started_at)}-`);
      const isPart = name.endsWith(PART_ENDING);
      if (isHad || isPart) wanted = isPart ? name.slice(0, REPLAY_ENDING.length - PART_ENDING.length) : name;
      if (isHad) break;
    }
    return wanted === undefined ? undefined : openByName(this.#folder, wanted);
  }

  async #isOver(file: string): Promise<boolean> {
    if (isBeingWritten(this.#folder, file)) return false;
    await this.#deadWriters.look();
    return true;
  }

  #leave(response: ServerResponse): void {
    this.#clients.delete(response);
    if (this.#clients.size > 0) return;
    this.#watch?.close();
    this.#watch = undefined;
  }
}
