import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { root } from '../../scripts/run.mjs';

/** The built command as a process. */
export type CommandProcess = ChildProcessByStdio<null, Readable, Readable>;

/** Starts the built `trace-player` command. */
export function startCommand(args: readonly string[]): CommandProcess {
  return spawn(process.execPath, [join(root, 'dist', 'node', 'cli.js'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** The first line that a command prints, which is JSON. Throws what it said instead, if it ends first. */
export async function firstJsonLine<T>(child: CommandProcess): Promise<T> {
  const errors = collect(child.stderr);
  for await (const line of createInterface({ input: child.stdout })) {
    child.stdout.resume();
    return JSON.parse(line) as T;
  }
  throw new Error(`The command ended without a word: ${errors()}`);
}

/** Waits until a command has ended well, and reads the JSON that it printed. */
export async function jsonAtEnd<T>(child: CommandProcess): Promise<T> {
  const [output, errors] = [collect(child.stdout), collect(child.stderr)];
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`The command exited with ${code}: ${errors()}`);
  return JSON.parse(output()) as T;
}

/** Ends a command, if it still runs, and waits until it is gone. */
export async function endCommand(
  child: CommandProcess | undefined,
  signal: NodeJS.Signals = 'SIGINT',
): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.stdout.resume();
  child.kill(signal);
  await closed;
}

function collect(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (data: string) => (text += data));
  return () => text;
}
