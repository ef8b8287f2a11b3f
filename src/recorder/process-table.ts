import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

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
 * Reads the processes of this machine, or those with the given ids. Linux: `/proc`; macOS and the like: `ps`, which tells all. Empty
 * on Windows, which has neither.
 */
export async function readProcesses(only?: readonly number[]): Promise<ProcessInfo[]> {
  if (process.platform === 'linux') return readProc(only);
  return process.platform === 'win32' ? [] : readPs();
}

/** The process that listens on a port of this machine; undefined when it is not to be found, or not ours to see. */
export async function ownerOfPort(port: number): Promise<number | undefined> {
  if (process.platform === 'linux') return ownerInProc(port);
  return process.platform === 'win32' ? undefined : ownerByLsof(port);
}

async function readProc(only?: readonly number[]): Promise<ProcessInfo[]> {
  const found = await Promise.all((only ?? (await processIds())).map(readStatus));
  return found.filter((one) => one !== undefined);
}

async function processIds(): Promise<number[]> {
  return (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
}

/** `VmRSS` and `RssFile` are in kB of 1024 bytes; kernel threads have none. A process may be gone before it is read. */
async function readStatus(pid: number): Promise<ProcessInfo | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
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
  for (const pid of await processIds()) {
    if (await holdsSocket(pid, inodes)) return pid;
  }
  return undefined;
}

/** The sockets that listen on a port. Columns: `sl local_address rem_address st … inode`, numbers in hexadecimal. */
async function listeningInodes(path: string, port: number): Promise<string[]> {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = (await readFile(path, 'utf8').catch(() => '')).split('\n').slice(1);
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(wanted) && columns[3] === STATE_LISTEN)
    .map((columns) => `socket:[${columns[9]}]`);
}

async function holdsSocket(pid: number, sockets: ReadonlySet<string>): Promise<boolean> {
  // Another user's process does not let its files be seen.
  const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const links = await Promise.all(files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => '')));
  return links.some((link) => sockets.has(link));
}

async function readPs(): Promise<ProcessInfo[]> {
  const { stdout } = await run('ps', ['-axo', 'pid=,ppid=,rss=,comm='], { timeout: COMMAND_TIMEOUT_MS });
  return parsePs(stdout);
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
