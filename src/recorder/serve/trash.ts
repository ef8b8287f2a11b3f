import { randomBytes } from 'node:crypto';
import { lstat, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { lockHolder, readLock, takeLock } from '../run-lock.js';
import { type FolderReplay, replayPath } from './replay-folder.js';

const TRASH_NAME = '.trash';
/** In each server's own folder: which process it is. */
const OWNER_NAME = 'owner';

/** A replay that can be put back. */
export interface DeletedReplay {
  readonly file: string;
  readonly undo: string;
}

interface Thrown {
  readonly file: string;
  /** Where it was, and where it lies now. */
  readonly from: string;
  readonly path: string;
}

/**
 * Where deleted replays wait to be put back: in a folder of this process's own below `.trash`. They are deleted for good when it is
 * emptied, as the server ends; what a server that was killed left there, the next one deletes.
 */
export class Trash {
  readonly #folder: string;
  readonly #own: string;
  readonly #thrown = new Map<string, Thrown>();
  #nextId = 1;

  constructor(folder: string) {
    this.#folder = join(folder, TRASH_NAME);
    this.#own = join(this.#folder, `${process.pid}-${randomBytes(4).toString('hex')}`);
  }

  /** The replays that wait, the last deleted first, each with what puts it back. */
  get waiting(): DeletedReplay[] {
    return [...this.#thrown].map(([undo, { file }]) => ({ file, undo })).reverse();
  }

  /** Moves a replay away. Resolves to what puts it back. */
  async put(folder: string, replay: FolderReplay): Promise<string> {
    const id = String(this.#nextId++);
    const from = replayPath(folder, replay);
    const path = join(this.#own, id, basename(from));
    await mkdir(join(this.#own, id), { recursive: true });
    if (!(await lstat(this.#folder)).isDirectory()) throw new Error(`${this.#folder} is no folder.`);
    takeLock(join(this.#own, OWNER_NAME));
    await rename(from, path);
    this.#thrown.set(id, { file: replay.file, from, path });
    return id;
  }

  /** Puts a replay back. Resolves to its file; undefined when nothing waits under that id. Rejects when its name is taken again. */
  async restore(id: string): Promise<string | undefined> {
    const thrown = this.#thrown.get(id);
    if (!thrown) return undefined;
    const isTaken = await lstat(thrown.from).then(
      () => true,
      () => false,
    );
    if (isTaken) throw new Error(`There is another ${thrown.file} now.`);
    await rename(thrown.path, thrown.from);
    this.#thrown.delete(id);
    return thrown.file;
  }

  /** Deletes for good what waits. Resolves to the files. */
  async empty(): Promise<string[]> {
    const files = this.waiting.map(({ file }) => file);
    this.#thrown.clear();
    await rm(this.#own, { recursive: true, force: true });
    // Stays, with what another server has in it.
    await rmdir(this.#folder).catch(() => {});
    return files;
  }

  /** Deletes what servers left that are no more. */
  async emptyLeftBehind(): Promise<void> {
    const isFolder = await lstat(this.#folder)
      .then((stats) => stats.isDirectory())
      .catch(() => false);
    if (!isFolder) return;
    for (const name of await readdir(this.#folder)) {
      const owner = readLock(join(this.#folder, name, OWNER_NAME));
      const isLeft = owner !== undefined && lockHolder(owner) === 'dead';
      if (isLeft) await rm(join(this.#folder, name), { recursive: true, force: true });
    }
    await rmdir(this.#folder).catch(() => {});
  }
}
