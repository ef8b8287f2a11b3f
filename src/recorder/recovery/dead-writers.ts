import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { lockPathOf, PART_ENDING } from '../replay-claim.js';
import { lockHolder, readLock } from '../run-lock.js';
import { type RecoveryReport, recoverReplays } from './recover-replays.js';

/** A file without a lock that was written to this lately may be one that another program is still bringing into the folder. */
const QUIET_MS = 10_000;

/** Told what became of the files of writers that had died. */
export type RecoveryHandler = (report: RecoveryReport) => void;

/**
 * Finishes what dead writers leave in a folder that is looked at for long: what was there, and what comes to be left meanwhile. What
 * cannot be finished is tried once.
 */
export class DeadWriters {
  readonly #folder: string;
  readonly #onRecovered: RecoveryHandler;
  readonly #left = new Set<string>();
  #working: Promise<void> = Promise.resolve();

  constructor(folder: string, onRecovered: RecoveryHandler = () => {}) {
    this.#folder = folder;
    this.#onRecovered = onRecovered;
  }

  /** Finishes all that is there, as every start of a recorder does. */
  finishAll(): Promise<void> {
    return this.#afterOthers(() => this.#recover());
  }

  /** Looks whether a writer has died since, and finishes what it left. Costs little when none has. */
  look(): Promise<void> {
    return this.#afterOthers(async () => {
      if (await this.#hasNewlyDead()) await this.#recover();
    });
  }

  /** One at a time: to one who recovers, another is a live process that holds the file. A folder that refuses is left as it is. */
  #afterOthers(work: () => Promise<void>): Promise<void> {
    return (this.#working = this.#working.then(work).catch(() => {}));
  }

  async #recover(): Promise<void> {
    const report = await recoverReplays(this.#folder);
    for (const { file, isLive } of report.left) if (!isLive) this.#left.add(file);
    if (report.recovered.length + report.removed.length > 0) this.#onRecovered(report);
  }

  async #hasNewlyDead(): Promise<boolean> {
    const parts = (await readdir(this.#folder)).filter((name) => name.endsWith(PART_ENDING));
    for (const part of parts.filter((name) => !this.#left.has(name))) {
      if (await this.#isAbandoned(part)) return true;
    }
    return false;
  }

  async #isAbandoned(part: string): Promise<boolean> {
    const lock = readLock(lockPathOf(this.#folder, part.slice(0, -PART_ENDING.length)));
    if (lock) return lockHolder(lock) === 'dead';
    const { mtimeMs } = await stat(join(this.#folder, part));
    return Date.now() - mtimeMs > QUIET_MS;
  }
}
