import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

/** When a process started, as exactly as its system tells: a pid is used again, this is not. */
export interface ProcessStart {
  /** Linux: clock ticks after the machine's start. No change of the wall clock touches them. */
  readonly ticks?: number;
  /** Elsewhere: wall time, to the second. */
  readonly atMs?: number;
}

const PS_TIMEOUT_MS = 2000;
/** Positions in `/proc/PID/stat` behind the name, which stands in parentheses and may hold anything: see `man 5 proc`. */
const STATE = 0;
const START_TICKS = 19;

/** When a process started; `gone` when there is none of that id (or only what is left of a dead one), undefined when that is not told. */
export function processStart(pid: number): ProcessStart | 'gone' | undefined {
  const start = process.platform === 'linux' ? startInProc(pid) : startByPs(pid);
  // A process of another user may be there without being shown.
  return start ?? (isThere(pid) ? undefined : 'gone');
}

/** Which start of the machine this is, and which set of pids this process sees; undefined where the system does not tell. */
export function pidSpace(): { bootId?: string; namespace?: string } {
  const read = (look: () => string) => {
    try {
      return look().trim();
    } catch {
      return undefined;
    }
  };
  return {
    bootId: read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    namespace: read(() => readlinkSync('/proc/self/ns/pid')),
  };
}

function startInProc(pid: number): ProcessStart | 'gone' | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const isDead = fields[STATE] === 'Z' || fields[STATE] === 'X';
    return isDead ? 'gone' : { ticks: Number(fields[START_TICKS]) };
  } catch {
    return undefined;
  }
}

function startByPs(pid: number): ProcessStart | undefined {
  if (process.platform === 'win32') return undefined;
  try {
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
    const args = ['-o', 'lstart=', '-p', String(pid)];
    const options = { env, timeout: PS_TIMEOUT_MS, encoding: 'utf8', stdio: 'pipe' } as const;
    const atMs = Date.parse(`${execFileSync('ps', args, options).trim()} UTC`);
    return Number.isNaN(atMs) ? undefined : { atMs };
  } catch {
    return undefined;
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
