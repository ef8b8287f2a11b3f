import { constants } from 'node:fs';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PART_ENDING, REPLAY_ENDING } from '../replay-claim.js';
import { safeReplayName } from '../replay-name.js';

const MAX_NAME_BYTES = 255;

/** Never through a symbolic link, and never waiting for the other end of a pipe. Windows knows neither. */
const READ_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** What no name of a file in a folder holds: what parts folders, on any system, control characters, and what Windows refuses. */
const UNSAFE = process.platform === 'win32' ? /[/\\\p{Cc}<>:"|?*]/u : /[/\\\p{Cc}]/u;

/** A replay of the folder: the name that it has, or will have, and whether it is still called `.part`. */
export interface FolderReplay {
  /** `x.json`, for `x.json.part` too. */
  readonly file: string;
  readonly isPart: boolean;
}

/**
 * Whether a text is the name of a replay in a folder: a plain name that ends in `.json`, and not the index. Nothing with a slash, a
 * dot in front, a control character, or the name of a device is.
 */
export function isReplayName(name: string): boolean {
  const stem = name.slice(0, -REPLAY_ENDING.length);
  return (
    name.endsWith(REPLAY_ENDING) &&
    stem !== '' &&
    !name.startsWith('.') &&
    !UNSAFE.test(name) &&
    Buffer.byteLength(name) <= MAX_NAME_BYTES &&
    !isReserved(stem)
  );
}

/** `index` and the names of devices are made into others where a name is made safe. */
function isReserved(stem: string): boolean {
  const start = stem.split('.', 1)[0]!;
  return stem.toLowerCase() === 'index' || (start !== 'index' && safeReplayName(start) === `run-${start}`);
}

/** Lists the replays of a folder, whole and in parts. One that is there both ways is whole. */
export async function listReplays(folder: string): Promise<FolderReplay[]> {
  const names = await readdir(folder);
  const whole = names.filter(isReplayName);
  const known = new Set(whole);
  const parts = names
    .filter((name) => name.endsWith(PART_ENDING))
    .map((name) => name.slice(0, REPLAY_ENDING.length - PART_ENDING.length))
    .filter((file) => isReplayName(file) && !known.has(file));
  return [
    ...whole.map((file) => ({ file, isPart: false })),
    ...parts.map((file) => ({ file, isPart: true })),
  ];
}

/** Where a replay lies. `file` must be a replay's name. */
export function replayPath(folder: string, { file, isPart }: FolderReplay): string {
  return join(folder, isPart ? file.slice(0, -REPLAY_ENDING.length) + PART_ENDING : file);
}

/**
 * Opens a replay of a folder for reading. Undefined when there is none of that name: also when it is no plain file but a link, a
 * folder or a pipe.
 */
export async function openReplay(folder: string, replay: FolderReplay): Promise<FileHandle | undefined> {
  if (!isReplayName(replay.file)) return undefined;
  const handle = await open(replayPath(folder, replay), READ_FLAGS).catch(() => undefined);
  if (!handle) return undefined;
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  return undefined;
}

/** A replay of the folder that is open for reading; who has it closes it. */
export interface OpenedReplay extends FolderReplay {
  readonly handle: FileHandle;
}

/** Opens a replay by its name: whole, or else in part. */
export async function openByName(folder: string, file: string): Promise<OpenedReplay | undefined> {
  // Whole again at the end: it may get its name between the first two.
  for (const isPart of [false, true, false]) {
    const handle = await openReplay(folder, { file, isPart });
    if (handle) return { file, isPart, handle };
  }
  return undefined;
}
