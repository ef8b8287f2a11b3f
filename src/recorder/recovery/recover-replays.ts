import { existsSync } from 'node:fs';
import { readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { LOCK_ENDING, lockPathOf, PART_ENDING } from '../replay-claim.js';
import { ensureReplayIndex } from '../folder-index.js';
import { asError } from '../report-error.js';
import { lockHolder, readLock } from '../run-lock.js';
import { type PartOutcome, type RecoveredReplay, recoverPart } from './recover-part.js';
import { type Refusal, takeOver } from './take-over.js';

/** What became of the files that writers had left in a folder. All names are within it. */
export interface RecoveryReport {
  readonly recovered: RecoveredReplay[];
  /** Files in which nothing had been written. */
  readonly removed: string[];
  /** Files that were not touched, with the reason for people. `isLive`: its writer is at work. */
  readonly left: { readonly file: string; readonly reason: string; readonly isLive: boolean }[];
}

/** A temporary file of ours this old belongs to nobody: it lives for milliseconds. */
const STALE_MS = 10 * 60_000;
const TEMPORARY = /^(index\.json|.*\.json\.part\.lock.*)\.[0-9a-f-]{36}\.tmp$/;
const LOCK = /\.json\.part\.lock(\.[0-9a-f]{12})*$/;

/**
 * Finishes what dead writers left in a folder of replays, and brings its index in line with its files. A live writer's files are
 * never touched, nor those of another machine, whose processes cannot be seen from here. Several processes may do this at once.
 * Once the signal is aborted it ends between two files, with the index in line. Throws what the file system says of the folder itself.
 */
export async function recoverReplays(
  folder: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<RecoveryReport> {
  const report: RecoveryReport = { recovered: [], removed: [], left: [] };
  const names = await readdir(folder);
  for (const name of names.filter((one) => one.endsWith(PART_ENDING)).sort()) {
    if (signal?.aborted) break;
    await recoverOne(folder, name.slice(0, -PART_ENDING.length), report);
  }
  if (!signal?.aborted)
    for (const name of names.filter((one) => LOCK.test(one))) await sweepLock(folder, name);
  for (const name of names.filter((one) => TEMPORARY.test(one))) await sweepStale(join(folder, name));
  await ensureReplayIndex(folder);
  return report;
}

async function recoverOne(folder: string, name: string, report: RecoveryReport): Promise<void> {
  const file = name + PART_ENDING;
  try {
    const taken = takeOver(lockPathOf(folder, name));
    if (!('release' in taken)) {
      // Another process may have finished it meanwhile.
      if (existsSync(join(folder, file))) report.left.push({ file, ...refusalReason(taken) });
      return;
    }
    try {
      note(report, file, await recoverPart(folder, name));
    } finally {
      taken.release();
    }
  } catch (error) {
    report.left.push({ file, reason: asError(error).message, isLive: false });
  }
}

function note(report: RecoveryReport, file: string, outcome: PartOutcome): void {
  if (outcome.state === 'removed') report.removed.push(file);
  if (outcome.state === 'left') report.left.push({ file, reason: outcome.reason, isLive: false });
  if (outcome.state !== 'recovered') return;
  const { state: _state, ...replay } = outcome;
  report.recovered.push(replay);
}

function refusalReason({ holder, lock }: Refusal): { reason: string; isLive: boolean } {
  if (holder === 'alive') return { reason: `process ${lock?.pid ?? ''} is writing it`, isLive: true };
  if (holder === 'elsewhere') {
    const where = `${lock?.host}, process ${lock?.pid}`;
    const reason = `its writer (${where}) cannot be seen from here; if it is gone, remove the .lock file and recover again`;
    return { reason, isLive: false };
  }
  return { reason: 'its lock tells no process; if none writes it, remove the .lock file', isLive: false };
}

/** A lock whose process is dead, and whose file has its name already or never was. */
async function sweepLock(folder: string, name: string): Promise<void> {
  const path = join(folder, name);
  const lock = readLock(path);
  if (!lock || lockHolder(lock) !== 'dead') return;
  const first = path.slice(0, path.lastIndexOf(LOCK_ENDING) + LOCK_ENDING.length);
  if (path !== first) {
    // As long as the first one is there, each of the others keeps what it stands for from being taken twice.
    if (!existsSync(first)) await unlink(path).catch(() => {});
    return;
  }
  const isInUse = (await readdir(folder)).some(
    (one) => one.endsWith(PART_ENDING) && lockPathOf(folder, one.slice(0, -PART_ENDING.length)) === path,
  );
  if (isInUse) return;
  const taken = takeOver(path);
  if ('release' in taken) taken.release();
}

async function sweepStale(path: string): Promise<void> {
  const age = await stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  if (age > STALE_MS) await unlink(path).catch(() => {});
}
