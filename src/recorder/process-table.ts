import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { ShortTurns } from './memory/short-turns.js';

const run = promisify(execFile);

/** One process of this machine. */
export interface ProcessInfo {
  readonly pid: number;
  readonly parentPid: number;
  /** The program's name, without its folder. */
  readonly name: string;
  readonly residentBytes: number;
  /** Of those, the pages of mapped files, such as a model's weights; absent where the platform does not tell. */
  readonly fileBytes?: number;
}

const STATE_LISTEN = '0A';
const COMMAND_TIMEOUT_MS = 2000;

/**
 * Reads the processes of this machine, or those with the given ids. Linux: `/proc`; macOS and the like: `ps`. Empty on Windows, which
 * has neither. However many there are, the event loop is held up for a millisecond or two at a time.
 */
export async function readProcesses(only?: readonly number[]): Promise<ProcessInfo[]> {
  if (process.platform === 'linux') return readProc(only ?? (await processIds()));
  return process.platform === 'win32' ? [] : readPs(only);
}

/** The ids of a process and of all below it, itself first; undefined where the system only lists all processes. */
export async function readDescendants(root: number): Promise<number[] | undefined> {
  if (process.platform !== 'linux') return undefined;
  const turns = new ShortTurns();
  const found = new Set([root]);
  // A set is walked to its end while it grows.
  for (const pid of found) {
    for (const thread of entriesOf(`/proc/${pid}/task`)) {
      const children = textOf(`/proc/${pid}/task/${thread}/children`);
      // Not every kernel has these files; and a process may just have ended.
      if (children === undefined && pid === root) return undefined;
      for (const child of children?.split(' ') ?? []) if (child.trim() !== '') found.add(Number(child));
      await turns.next();
    }
  }
  return [...found];
}

/** The process that listens on a port of this machine; undefined when it is not to be found, or not ours to see. */
export async function ownerOfPort(port: number): Promise<number | undefined> {
  if (process.platform === 'linux') return ownerInProc(port);
  return process.platform === 'win32' ? undefined : ownerByLsof(port);
}

/** One after the other: `/proc` is in memory, and asking a thread for each small file takes ten times as long as reading it. */
async function readProc(pids: readonly number[]): Promise<ProcessInfo[]> {
  const turns = new ShortTurns();
  const found: ProcessInfo[] = [];
  for (const pid of pids) {
    const one = readStatus(pid);
    if (one) found.push(one);
    await turns.next();
  }
  return found;
}

async function processIds(): Promise<number[]> {
  return (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
}

/** `VmRSS` and `RssFile` are in kB of 1024 bytes; kernel threads have none. A process may be gone before it is read. */
function readStatus(pid: number): ProcessInfo | undefined {
  const status = textOf(`/proc/${pid}/status`) ?? '';
  const field = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1];
  const bytes = (text = '0') => (Number.parseInt(text, 10) || 0) * 1024;
  const name = field('Name');
  if (name === undefined) return undefined;
  return {
    pid,
    parentPid: Number(field('PPid')),
    name,
    residentBytes: bytes(field('VmRSS')),
    fileBytes: bytes(field('RssFile')),
  };
}

/** A file of `/proc`; undefined when it is not there, or not ours to see. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function entriesOf(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** What processes hold with each page that several share divided among them (PSS), in bytes. */
export interface ProportionalMemory {
  readonly residentBytes: number;
  readonly fileBytes: number;
}

/**
 * Adds up what processes hold with shared pages counted once. Linux alone tells it (`smaps_rollup`), and only of processes of one's
 * own; undefined otherwise. Slow: the system walks through all pages, some milliseconds for each GB.
 */
export async function readProportional(pids: readonly number[]): Promise<ProportionalMemory | undefined> {
  if (process.platform !== 'linux') return undefined;
  const texts = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')),
  );
  const sum = (field: string) =>
    texts.reduce(
      (bytes, text) => bytes + Number(new RegExp(`^${field}:\\s*(\\d+)`, 'm').exec(text)?.[1]) * 1024,
      0,
    );
  const told = { residentBytes: sum('Pss'), fileBytes: sum('Pss_File') };
  return Number.isNaN(told.residentBytes + told.fileBytes) ? undefined : told;
}

async function ownerInProc(port: number): Promise<number | undefined> {
  const inodes = new Set(
    (
      await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((path) => listeningInodes(path, port)))
    ).flat(),
  );
  if (inodes.size === 0) return undefined;
  const turns = new ShortTurns();
  for (const pid of await processIds()) {
    if (await holdsSocket(pid, inodes, turns)) return pid;
  }
  return undefined;
}

/** The sockets that listen on a port. Columns: `sl local_address rem_address st … inode`, numbers in hexadecimal. */
async function listeningInodes(path: string, port: number): Promise<string[]> {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = (await readFile(path, 'utf8').catch(() => '')).split('\n').slice(1);
  return lines
    .filter((line) => line.includes(wanted))
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(wanted) && columns[3] === STATE_LISTEN)
    .map((columns) => `socket:[${columns[9]}]`);
}

async function holdsSocket(pid: number, sockets: ReadonlySet<string>, turns: ShortTurns): Promise<boolean> {
  // Another user's process does not let its files be seen.
  for (const file of entriesOf(`/proc/${pid}/fd`)) {
    if (sockets.has(linkOf(`/proc/${pid}/fd/${file}`))) return true;
    await turns.next();
  }
  await turns.next();
  return false;
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

async function readPs(only?: readonly number[]): Promise<ProcessInfo[]> {
  const which = only ? ['-p', only.join(',')] : ['-ax'];
  const asked = [...which, '-o', 'pid=,ppid=,rss=,comm='];
  // It fails when none of the named is there.
  const answer = await run('ps', asked, { timeout: COMMAND_TIMEOUT_MS }).catch(() => ({ stdout: '' }));
  return parsePs(answer.stdout);
}

/** Reads `ps -o pid=,ppid=,rss=,comm=`, whose memory is in kB of 1024 bytes. */
export function parsePs(output: string): ProcessInfo[] {
  return [...output.matchAll(/^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*\S)\s*$/gm)].map(
    ([, pid, parent, kilobytes, command]) => ({
      pid: Number(pid),
      parentPid: Number(parent),
      name: command!.slice(command!.lastIndexOf('/') + 1),
      residentBytes: Number(kilobytes) * 1024,
    }),
  );
}

async function ownerByLsof(port: number): Promise<number | undefined> {
  const wanted = ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t'];
  const answer = await run('lsof', wanted, { timeout: COMMAND_TIMEOUT_MS }).catch(() => ({ stdout: '' }));
  return Number.parseInt(answer.stdout, 10) || undefined;
}
