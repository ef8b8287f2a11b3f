import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type RecoveryReport, recoverReplays } from '../recovery/recover-replays.js';
import { type Command, type CommandIo, EXIT, type OptionValues, UsageError } from './command.js';
import { recoveryWords } from './recovery-words.js';
import { terminalLine } from './terminal-text.js';

const DEFAULT_FOLDER = 'results/replays';

/** `trace-player recover`: finishes what recorders that were killed have left. */
export const recoverCommand: Command = {
  name: 'recover',
  summary: 'finish the replays that a killed recorder has left, and put the index right',
  usage: '[DIR] [--json]',
  maxOperands: 1,
  options: { json: { type: 'boolean' } },
  help: [
    { form: 'DIR', text: `the folder of replays (default: ${DEFAULT_FOLDER})` },
    { form: '--json', text: 'print one JSON object: recovered, removed, left' },
  ],
  examples: ['trace-player recover', 'trace-player recover ~/recordings --json'],
  run: runRecover,
};

/** Fails when something is left that nobody is writing. */
async function runRecover(
  values: OptionValues,
  { stdout, stderr, signal }: CommandIo,
  [folder = DEFAULT_FOLDER]: readonly string[],
): Promise<number> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(recoveryWords.noFolder(folder));
  const report = await recoverReplays(folder, { signal });
  if (values.json) stdout.write(`${JSON.stringify({ folder, ...report })}\n`);
  else if (!signal.aborted || hasNews(report)) {
    stdout.write(`${reportLines(folder, report).map(terminalLine).join('\n')}\n`);
  }
  if (signal.aborted) {
    stderr.write(`${recoveryWords.interrupted}\n`);
    return EXIT.interrupted;
  }
  return report.left.every(({ isLive }) => isLive) ? EXIT.ok : EXIT.failed;
}

function hasNews({ recovered, removed, left }: RecoveryReport): boolean {
  return recovered.length + removed.length + left.length > 0;
}

/** What recovery did, a line for each file. */
export function reportLines(folder: string, { recovered, removed, left }: RecoveryReport): string[] {
  const lines = [
    ...recovered.map((replay) => recoveryWords.recovered(join(folder, replay.file), replay)),
    ...removed.map((file) => recoveryWords.removed(join(folder, file))),
    ...left.map(({ file, reason }) => recoveryWords.left(join(folder, file), reason)),
  ];
  return lines.length > 0 ? lines : [recoveryWords.nothing(folder)];
}
