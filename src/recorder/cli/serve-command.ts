import { statSync } from 'node:fs';
import { ensureFolder } from '../ensure-folder.js';
import type { RecoveryReport } from '../recovery/recover-replays.js';
import { ReplayServer } from '../serve/replay-server.js';
import { type Command, type CommandIo, EXIT, type OptionValues, UsageError } from './command.js';
import { atFreePort } from './first-free-port.js';
import { numberOption, PORT_RANGE } from './option-values.js';
import { reportLines } from './recover-command.js';
import { terminalLine } from './terminal-text.js';
import { untilInterrupted } from './until-interrupted.js';
import { words } from './words.js';

const DEFAULT_PORT = 9090;
const DEFAULT_FOLDER = 'results/replays';

/** `trace-player serve`: a page over a folder of replays, until it is ended. */
export const serveCommand: Command = {
  name: 'serve',
  summary: 'show a folder of replays in a page: search, name, play, and follow what runs',
  usage: '[DIR] [--port N] [--json]',
  maxOperands: 1,
  options: { port: { type: 'string' }, json: { type: 'boolean' } },
  help: [
    { form: 'DIR', text: `the folder (default: ${DEFAULT_FOLDER}, made if it is not there)` },
    {
      form: '--port N',
      text: `where to listen on 127.0.0.1 (0: any free port; default: ${DEFAULT_PORT}, or the next that is free)`,
    },
    { form: '--json', text: 'print the address as one line of JSON' },
  ],
  examples: ['trace-player serve', 'trace-player serve ~/recordings --port 0 --json'],
  run: runServe,
};

async function runServe(values: OptionValues, io: CommandIo, [asked]: readonly string[]): Promise<number> {
  const folder = asked ?? DEFAULT_FOLDER;
  if (asked === undefined) ensureFolder(folder);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(words.noFolder(folder));
  const port = numberOption(values, 'port', PORT_RANGE);
  const { server, url } = await atFreePort(port, DEFAULT_PORT, (at) => start(folder, at, io));
  io.stdout.write(values.json ? `${JSON.stringify({ url, folder })}\n` : `${words.serving(folder, url)}\n`);
  await untilInterrupted(io.signal);
  await server.stop();
  return EXIT.interrupted;
}

async function start(
  folder: string,
  port: number,
  { stderr }: CommandIo,
): Promise<{ server: ReplayServer; url: string }> {
  const onRecovered = (report: RecoveryReport) =>
    reportLines(folder, report).forEach((line) => stderr.write(`${terminalLine(line)}\n`));
  const server = new ReplayServer({ folder, port, onRecovered });
  const { url } = await server.start();
  return { server, url };
}
