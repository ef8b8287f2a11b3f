import { existsSync } from 'node:fs';
import { lockHolder, lockId, readLock, releaseLock, type RunLock, takeLock } from '../run-lock.js';

/** What a dead writer left is ours alone until `release`. */
export interface Takeover {
  release(): void;
}

/** Why nothing was taken over: who writes it, or who else recovers it. */
export interface Refusal {
  readonly holder: 'alive' | 'elsewhere' | 'unknown';
  readonly lock?: RunLock;
}

/**
 * Takes what a dead process left under a lock, so that of several processes that find it one alone goes on. A dead one's lock is
 * not replaced (between looking and replacing it might have become another's): a second lock is taken, named after the dead
 * process. Its owner may have died too: then a third is, named after that one. The first lock keeps the name from new writers
 * all the while, and who takes a later one looks again whether the first is still the same.
 */
export function takeOver(lockPath: string): Takeover | Refusal {
  if (!existsSync(lockPath)) return takeFree(lockPath);
  const first = readLock(lockPath);
  const taken = [lockPath];
  for (let lock = first; lock;) {
    const holder = lockHolder(lock);
    if (holder !== 'dead') return { holder, lock };
    const path = `${lockPath}.${lockId(lock)}`;
    taken.push(path);
    if (takeLock(path)) return confirmed(lockPath, first!, taken);
    lock = readLock(path);
  }
  return { holder: 'unknown' };
}

function takeFree(lockPath: string): Takeover | Refusal {
  if (takeLock(lockPath)) return { release: () => releaseLock(lockPath) };
  return { holder: 'alive', lock: readLock(lockPath) };
}

function confirmed(lockPath: string, first: RunLock, taken: readonly string[]): Takeover | Refusal {
  const now = readLock(lockPath);
  if (now && lockId(now) === lockId(first)) return { release: () => taken.forEach(releaseLock) };
  // It was finished by another meanwhile.
  releaseLock(taken.at(-1)!);
  return { holder: 'unknown' };
}
