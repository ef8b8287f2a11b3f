import { PassThrough } from 'node:stream';
import { runCommandLine } from '../../../src/recorder/cli/run-command-line.js';
import type { Outcome } from '../command-line.js';

/** Runs a command in this process, without a terminal, and with an empty environment. */
export async function runInProcess(
  args: readonly string[],
  { signal = new AbortController().signal } = {},
): Promise<Outcome> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  stdin.end();
  const code = await runCommandLine(args, { stdin, stdout, stderr, env: {}, signal });
  const textOf = (stream: PassThrough) => String(stream.read() ?? '');
  return { code, stdout: textOf(stdout), stderr: textOf(stderr) };
}
