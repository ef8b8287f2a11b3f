import { createHash, randomUUID } from 'node:crypto';
import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { pidSpace, processStart } from './process-start.js';

/** Who writes a `.part` file: enough to tell later whether that process is still there. */
export interface RunLock {
  pid: number;
  /** When that process started, ISO 8601; a pid is used again, this is not. */
  started_at: string;
  host: string;
  /** Linux: the same start exactly, in ticks after the machine's start; which start that was; and whose pids are meant. */
  start_ticks?: number;
  boot_id?: string;
  pid_namespace?: string;
}

/** What is known of a lock's process. `elsewhere`: on another machine, or in another container of this one. */
export type LockHolder = 'alive' | 'dead' | 'elsewhere';

/** Wall clocks are set now and then: a start that is told this near is the same one. */
const SAME_START_MS = 60_000;

let own: RunLock | undefined;

/** This process, as its locks name it. */
export function ownLock(): RunLock {
  own ??= describeOwn();
  return own;
}

function describeOwn(): RunLock {
  const { bootId, namespace } = pidSpace();
  const start = processStart(process.pid);
  const { ticks, atMs } = typeof start === 'object' ? start : {};
  const startedAtMs = atMs ?? Date.now() - process.uptime() * 1000;
  return {
    pid: process.pid,
    started_at: new Date(startedAtMs).toISOString(),
    host: hostname(),
    start_ticks: ticks,
    boot_id: bootId,
    pid_namespace: namespace,
  };
}

/**
 * Tells whether the process that a lock names is still there. In doubt it is: a file of a live writer must never be touched. A pid
 * that another process has now, or had before the machine started anew, is dead.
 */
export function lockHolder(lock: RunLock): LockHolder {
  const here = ownLock();
  if (lock.host !== here.host) return 'elsewhere';
  if (differs(lock.boot_id, here.boot_id)) return 'dead';
  if (differs(lock.pid_namespace, here.pid_namespace)) return 'elsewhere';
  const start = processStart(lock.pid);
  if (start === undefined) return 'alive';
  return start !== 'gone' && isSameStart(lock, start) ? 'alive' : 'dead';
}

function isSameStart(lock: RunLock, { ticks, atMs }: { ticks?: number; atMs?: number }): boolean {
  if (lock.start_ticks !== undefined && ticks !== undefined) return lock.start_ticks === ticks;
  const now = atMs ?? (ticks === undefined ? undefined : wallTimeOf(ticks));
  return !(Math.abs(Date.parse(lock.started_at) - (now ?? NaN)) > SAME_START_MS);
}

/** The wall time of a tick, seen from this process, whose start is known both ways. */
function wallTimeOf(ticks: number): number | undefined {
  const { start_ticks: ownTicks, started_at: ownStart } = ownLock();
  const TICKS_PER_SECOND = 100;
  return ownTicks === undefined
    ? undefined
    : Date.parse(ownStart) + ((ticks - ownTicks) / TICKS_PER_SECOND) * 1000;
}

function differs(left: string | undefined, right: string | undefined): boolean {
  return left !== undefined && right !== undefined && left !== right;
}

/** A short name for who a lock names, the same for the same process. */
export function lockId(lock: RunLock): string {
  return createHash('sha256').update(JSON.stringify(lock)).digest('hex').slice(0, 12);
}

/** Takes a lock. Returns false when the file is there already; throws what else the file system says. */
export function takeLock(path: string): boolean {
  const text = `${JSON.stringify(ownLock())}\n`;
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    // Linked whole: a process that is killed half way leaves no lock that names nobody.
    writeFileSync(temporary, text, { flag: 'wx' });
    try {
      linkSync(temporary, path);
    } catch (error) {
      if (!hasNoLinks(error)) throw error;
      writeFileSync(path, text, { flag: 'wx' });
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    releaseLock(temporary);
  }
}

/** Some file systems (of memory cards, of shares) have no links. */
function hasNoLinks(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES'].includes(code);
}

/** Gives a lock back. One that is gone already is fine. */
export function releaseLock(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It was removed by hand, or its folder was.
  }
}

/** Reads a lock; undefined when there is none, or none that can be read. */
export function readLock(path: string): RunLock | undefined {
  try {
    const lock = JSON.parse(readFileSync(path, 'utf8')) as Partial<RunLock>;
    const { pid, started_at: startedAt, host } = lock;
    const isWhole = Number.isSafeInteger(pid) && typeof startedAt === 'string' && typeof host === 'string';
    return isWhole ? (lock as RunLock) : undefined;
  } catch {
    return undefined;
  }
}
