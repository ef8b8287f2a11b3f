import { lstat } from 'node:fs/promises';
import { type ReplayIndex, readReplayIndex } from '../replay-index.js';
import type { ListedRun } from './listed-run.js';
import { type KnownRun, readRun } from './read-run.js';
import { type FolderReplay, listReplays, replayPath } from './replay-folder.js';

/** Files that are looked at at the same time. */
const AT_ONCE = 16;

interface Remembered {
  /** Changes when the file does. */
  readonly mark: string;
  readonly known: KnownRun;
}

/** Lists the runs of a folder. What was read of a file is remembered until the file changes, so that only the first list reads all. */
export class RunListing {
  readonly #folder: string;
  readonly #remembered = new Map<string, Remembered>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** All runs: those that go on first, then the newest first. Rejects when the folder cannot be read. */
  async list(): Promise<KnownRun[]> {
    const replays = await listReplays(this.#folder);
    const there = new Set(replays.map(({ file }) => file));
    for (const file of this.#remembered.keys()) if (!there.has(file)) this.#remembered.delete(file);
    const index = await readReplayIndex(this.#folder);
    const found = await mapSome(replays, (replay) => this.#know(replay, index));
    return found.filter((known) => known !== undefined).sort((left, right) => order(left.run, right.run));
  }

  async #know(replay: FolderReplay, index: ReplayIndex | undefined): Promise<KnownRun | undefined> {
    const stats = await lstat(replayPath(this.#folder, replay)).catch(() => undefined);
    if (!stats?.isFile()) return undefined;
    const mark = [stats.ino, stats.size, stats.mtimeMs, replay.isPart].join(' ');
    const remembered = this.#remembered.get(replay.file);
    // A writer may go without a change to its file.
    if (remembered?.mark === mark && remembered.known.run.state !== 'running') return remembered.known;
    const known = await readRun(this.#folder, replay, index).catch((error: Error) =>
      unreadable(replay, stats.mtime, error),
    );
    if (known) this.#remembered.set(replay.file, { mark, known });
    return known;
  }
}

function unreadable({ file }: FolderReplay, mtime: Date, { message }: Error): KnownRun {
  return { run: { file, state: 'broken', problem: message, at: mtime.toISOString() }, prompt: '' };
}

function order(left: ListedRun, right: ListedRun): number {
  const running = Number(right.state === 'running') - Number(left.state === 'running');
  return running || Date.parse(right.at) - Date.parse(left.at) || left.file.localeCompare(right.file);
}

/** Does the work of all items, some at a time, and keeps their order. */
async function mapSome<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const rest = items.entries();
  const worker = async () => {
    for (const [index, item] of rest) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
