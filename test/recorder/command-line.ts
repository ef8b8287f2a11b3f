import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { until } from './run-events.js';

const main = fileURLToPath(new URL('../../src/recorder/cli/main.ts', import.meta.url));
const children = new Set<ChildProcessWithoutNullStreams>();

after(() => {
  for (const child of children) child.kill('SIGKILL');
});

/** How a command ended, and what it printed. */
export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A `trace-player` command while it runs. */
export class RunningCommand {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Outcome>;
  stdout = '';
  stderr = '';

  constructor(
    args: readonly string[],
    { env = {}, cwd }: { env?: Record<string, string>; cwd?: string } = {},
  ) {
    const node = ['--import', import.meta.resolve('tsx'), main, ...args];
    const child = spawn(process.execPath, node, { cwd, env: { ...process.env, ...env } });
    children.add(child);
    this.child = child;
    child.stdout.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    child.stdin.on('error', () => {});
    this.ended = new Promise((resolve) =>
      child.once('close', (code) => {
        children.delete(child);
        resolve({ code, stdout: this.stdout, stderr: this.stderr });
      }),
    );
  }

  /** Waits until standard output or standard error shows something. */
  async shows(pattern: RegExp): Promise<RegExpExecArray> {
    const find = () => pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
    await until(() => find() !== null || this.child.exitCode !== null);
    const found = find();
    if (!found) throw new Error(`The command ended without ${pattern}: ${this.stderr}`);
    return found;
  }
}

/** Runs a command to its end. */
export async function runCommand(
  args: readonly string[],
  { input = '', ...options }: { input?: string; env?: Record<string, string>; cwd?: string } = {},
): Promise<Outcome> {
  const command = new RunningCommand(args, options);
  command.child.stdin.end(input);
  return command.ended;
}
