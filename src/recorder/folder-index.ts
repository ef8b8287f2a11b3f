import { randomUUID } from 'node:crypto';
import { readdir, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPLAY_ENDING } from './replay-claim.js';
import { readReplayEnds } from './replay-ends.js';
import {
  INDEX_NAME,
  indexEntry,
  readReplayIndex,
  type ReplayIndex,
  type ReplayIndexEntry,
} from './replay-index.js';

const INDEX_VERSION = '1.0.0';
const MAX_ROUNDS = 20;

/**
 * Keeps a folder's `index.json` in line with its files. What it read or wrote last is remembered with the mark of that file, so that
 * an index which nobody else has written since is neither read nor made text of again; who writes a folder's index again and again
 * keeps one of these.
 */
export class FolderIndex {
  readonly #folder: string;
  readonly #path: string;
  /** What is known of the folder's files, by name. */
  #known = new Map<string, ReplayIndexEntry>();
  /** The files that the index of `#mark` lists. */
  #listed?: ReadonlySet<string>;
  #mark?: string;
  readonly #texts = new WeakMap<ReplayIndexEntry, string>();
  readonly #unreadable = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
    this.#path = join(folder, INDEX_NAME);
  }

  /**
   * Brings the index in line with the folder's files, with what is known of new ones. Other processes may do the same at once: each
   * looks again after it wrote, and goes round until the index lists the files that the folder holds, so that whoever writes last
   * has them all. Throws what the file system says.
   */
  async update(added: readonly ReplayIndexEntry[] = []): Promise<ReplayIndex> {
    await this.#read();
    for (const entry of added) {
      this.#known.set(entry.file, entry);
      this.#unreadable.delete(entry.file);
    }
    let index = await this.#write();
    for (let round = 1; round < MAX_ROUNDS && (await this.#isBehind()); round++) index = await this.#write();
    return index;
  }

  /** The index as the folder's files are: as it is where it is in line with them, else brought in line first. */
  async current(): Promise<ReplayIndex> {
    const index = await readReplayIndex(this.#folder);
    return index && !(await this.#isBehind()) ? index : this.update();
  }

  /** Writes the index only where it is not in line with the folder's files. */
  async ensure(): Promise<void> {
    if (await this.#isBehind()) await this.update();
  }

  /** Reads the index that now lies in the folder, unless it is the one known. */
  async #read(): Promise<void> {
    const mark = await markOf(this.#path);
    if (mark !== undefined && mark === this.#mark) return;
    const index = await readReplayIndex(this.#folder);
    this.#mark = mark;
    this.#listed = index && new Set(index.replays.map(({ file }) => file));
    const known = this.#known;
    this.#known = new Map(index?.replays.map((entry) => [entry.file, entry]));
    for (const [file, entry] of known) if (!this.#known.has(file)) this.#known.set(file, entry);
  }

  async #write(): Promise<ReplayIndex> {
    const replays: ReplayIndexEntry[] = [];
    for (const file of await replayFiles(this.#folder)) {
      const entry = this.#known.get(file) ?? (await entryFromFile(this.#folder, file));
      if (entry) replays.push(entry);
      else this.#unreadable.add(file);
    }
    replays.sort(oldestFirst);
    this.#known = new Map(replays.map((entry) => [entry.file, entry]));
    const generatedAt = new Date().toISOString();
    const index = {
      version: INDEX_VERSION,
      generated_at: generatedAt,
      total_replays: replays.length,
      replays,
    };
    this.#mark = await replaceFile(this.#path, this.#textOf(index));
    this.#listed = new Set(this.#known.keys());
    return index;
  }

  /** Whether the index that now lies in the folder lacks a file, or lists one that is gone. */
  async #isBehind(): Promise<boolean> {
    await this.#read();
    const files = (await replayFiles(this.#folder)).filter((file) => !this.#unreadable.has(file));
    const listed = this.#listed;
    if (!listed) return files.length > 0;
    return files.length !== listed.size || files.some((file) => !listed.has(file));
  }

  /** The document in lines, as `JSON.stringify` lays it out; an entry is made text of once. */
  #textOf({ replays, ...head }: ReplayIndex): string {
    const entries = replays.map((entry) => this.#entryText(entry)).join(',\n');
    const list = entries === '' ? '[]' : `[\n${entries}\n  ]`;
    return `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "replays": ${list}\n}\n`;
  }

  #entryText(entry: ReplayIndexEntry): string {
    let text = this.#texts.get(entry);
    if (text === undefined) {
      text = JSON.stringify(entry, undefined, 2).replaceAll(/^/gm, '    ');
      this.#texts.set(entry, text);
    }
    return text;
  }
}

/**
 * Brings the index in line with the folder's files, with what is known of a new one, as `FolderIndex` does. Without a new entry it
 * rebuilds what is missing from the files.
 */
export async function updateReplayIndex(folder: string, added?: ReplayIndexEntry): Promise<ReplayIndex> {
  return new FolderIndex(folder).update(added ? [added] : []);
}

/** The index as the folder's files are: read where it is in line with them, else brought in line first. */
export async function currentReplayIndex(folder: string): Promise<ReplayIndex> {
  return new FolderIndex(folder).current();
}

/** Brings the index in line with the folder's files, and writes it only where it is not. */
export async function ensureReplayIndex(folder: string): Promise<void> {
  await new FolderIndex(folder).ensure();
}

function oldestFirst(left: ReplayIndexEntry, right: ReplayIndexEntry): number {
  if (left.started_at !== right.started_at) return left.started_at < right.started_at ? -1 : 1;
  return left.file < right.file ? -1 : 1;
}

/** Plain files alone: a pipe is never read to its end, and a link leads out of the folder. */
async function replayFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  return names.filter((name) => name.endsWith(REPLAY_ENDING) && name.toLowerCase() !== INDEX_NAME);
}

async function entryFromFile(folder: string, file: string): Promise<ReplayIndexEntry | undefined> {
  const ends = await readReplayEnds(join(folder, file)).catch(() => undefined);
  return ends && indexEntry(ends.info, ends.summary, file);
}

/** Tells a file from every other that may come into its place. */
async function markOf(path: string): Promise<string | undefined> {
  try {
    const { ino, size, mtimeNs } = await stat(path, { bigint: true });
    return [ino, size, mtimeNs].join(' ');
  } catch {
    return undefined;
  }
}

/** Resolves to the mark of what it wrote. */
async function replaceFile(path: string, text: string): Promise<string | undefined> {
  // Several writers, of one process too, may keep the index of one folder.
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, text);
    const mark = await markOf(temporary);
    await rename(temporary, path);
    return mark;
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
}
