import { closeSync, openSync, readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ensureFolder } from './ensure-folder.js';
import { foldedName, replayNameVariant, safeReplayName } from './replay-name.js';
import { releaseLock, takeLock } from './run-lock.js';

/** The endings of a replay file: whole, still being written, and the lock of its writer. */
export const REPLAY_ENDING = '.json';
export const PART_ENDING = '.json.part';
export const LOCK_ENDING = '.json.part.lock';

const MAX_ATTEMPTS = 10_000;

/** A name that is one writer's own, and its files. */
export interface ReplayClaim {
  /** Without `.json`. */
  readonly name: string;
  readonly partPath: string;
  readonly finalPath: string;
  readonly lockPath: string;
  /** The open `.part` file. */
  readonly fd: number;
}

/**
 * Takes a name for a run in a folder, which is made if it is missing, and opens its `.part` file. The lock is the claim: its
 * name is the folded one and it is created only if it is not there, so that two writers in two processes never take the same
 * name, whatever their file system thinks of case. Throws what the file system says.
 */
export function claimReplay(folder: string, runId: string): ReplayClaim {
  ensureFolder(folder);
  const wanted = safeReplayName(runId);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const claim = tryClaim(folder, replayNameVariant(wanted, attempt));
    if (claim) return claim;
  }
  throw new Error(`${MAX_ATTEMPTS} replays are named ${wanted} already`);
}

function tryClaim(folder: string, name: string): ReplayClaim | undefined {
  const lockPath = lockPathOf(folder, name);
  if (!takeLock(lockPath)) return undefined;
  try {
    if (!isNameFree(folder, name, REPLAY_ENDING, PART_ENDING)) {
      releaseLock(lockPath);
      return undefined;
    }
    const partPath = join(folder, name + PART_ENDING);
    const fd = openSync(partPath, 'wx');
    return { name, partPath, finalPath: join(folder, name + REPLAY_ENDING), lockPath, fd };
  } catch (error) {
    releaseLock(lockPath);
    throw error;
  }
}

/** Where the lock of a name lies: one for all ways to write it. */
export function lockPathOf(folder: string, name: string): string {
  return join(folder, foldedName(name) + LOCK_ENDING);
}

/** Whether no file has the name with one of the endings. Looked at only under the lock, so that what is not there cannot come meanwhile. */
export function isNameFree(folder: string, name: string, ...endings: string[]): boolean {
  const taken = endings.map((ending) => foldedName(name + ending));
  return !readdirSync(folder).some((entry) => taken.includes(foldedName(entry)));
}

/** Says why replays cannot be written to a folder; undefined when they can. Makes the folder, and tries it. */
export function folderProblem(folder: string): string | undefined {
  const probe = join(folder, `.write-test-${process.pid}`);
  try {
    ensureFolder(folder);
    closeSync(openSync(probe, 'w'));
    unlinkSync(probe);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
