import { parseArgs } from 'node:util';
import { ListenError } from '../listen.js';
import { type Command, type CommandIo, EXIT, type OptionValues, UsageError } from './command.js';
import { commands } from './commands.js';
import { commandHelp, generalHelp } from './help.js';
import { packageVersion } from './package-version.js';
import { terminalLine } from './terminal-text.js';
import { words } from './words.js';

/** Runs `trace-player` with its arguments. Resolves to the exit code; whatever goes wrong is told in one line. */
export async function runCommandLine(args: readonly string[], io: CommandIo): Promise<number> {
  try {
    return await dispatch(args, io);
  } catch (error) {
    if (io.signal.aborted) return EXIT.interrupted;
    io.stderr.write(`trace-player: ${terminalLine((error as Error).message)}\n`);
    return error instanceof UsageError || error instanceof ListenError ? EXIT.usage : EXIT.failed;
  }
}

async function dispatch(args: readonly string[], io: CommandIo): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help')
    return printGeneralHelp(name, io);
  if (name === '--version' || name === '-v') return print(io, `${packageVersion()}\n`);
  const command = commands.find((one) => one.name === name);
  if (!command) throw new UsageError(words.unknownCommand(name));
  const { values, operands } = parsedArgs(command, rest);
  return values.help ? print(io, commandHelp(command)) : command.run(values, io, operands);
}

function printGeneralHelp(name: string | undefined, io: CommandIo): number {
  if (name !== undefined) return print(io, generalHelp(commands));
  io.stderr.write(generalHelp(commands));
  return EXIT.usage;
}

function print({ stdout }: CommandIo, text: string): number {
  stdout.write(text);
  return EXIT.ok;
}

function parsedArgs(
  { name, options, maxOperands = 0 }: Command,
  args: string[],
): { values: OptionValues; operands: readonly string[] } {
  try {
    const all = { ...options, help: { type: 'boolean', short: 'h' } } as const;
    const { values, positionals } = parseArgs({ args, options: all, allowPositionals: maxOperands > 0 });
    const surplus = positionals[maxOperands];
    if (surplus !== undefined) throw new Error(words.surplus(surplus));
    return { values: Object.fromEntries(Object.entries(values).map(asOneValue)), operands: positionals };
  } catch (error) {
    // Node's first sentence says what is wrong; what follows is advice for another case.
    const [message] = (error as Error).message.split(/\. (?=To specify)/);
    throw new UsageError(words.seeHelp(`${message!.replace(/\.$/, '')}.`, name));
  }
}

/** A list that was given in several goes is one list. */
function asOneValue([name, value]: [string, unknown]): [string, string | boolean] {
  return [name, Array.isArray(value) ? value.join(',') : (value as string | boolean)];
}
