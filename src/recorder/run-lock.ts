import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who writes a `.part` file: enough to tell later whether that process is still there. */
export interface RunLock {
  pid: number;
  /** When that process started, ISO 8601; a pid is used again, this is not. */
  started_at: string;
  host: string;
}

/** This process, as its locks name it. */
export function ownLock(): RunLock {
  const startedAtMs = Date.now() - process.uptime() * 1000;
  return { pid: process.pid, started_at: new Date(startedAtMs).toISOString(), host: hostname() };
}

/** Takes a lock. Returns false when the file is there already; throws what else the file system says. */
export function takeLock(path: string): boolean {
  try {
    writeFileSync(path, `${JSON.stringify(ownLock())}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
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
    const { pid, started_at, host } = JSON.parse(readFileSync(path, 'utf8')) as Partial<RunLock>;
    const isWhole = Number.isSafeInteger(pid) && typeof started_at === 'string' && typeof host === 'string';
    return isWhole ? { pid: pid!, started_at: started_at!, host: host! } : undefined;
  } catch {
    return undefined;
  }
}
