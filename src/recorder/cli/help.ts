import type { Command, OptionHelp } from './command.js';
import { words } from './words.js';

/** What `trace-player --help` prints. */
export function generalHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    words.tagline,
    '',
    'Usage: trace-player COMMAND [OPTIONS]',
    '',
    'Commands:',
    ...lines,
    '',
    'trace-player COMMAND --help tells of each. trace-player --version prints the version.',
    '',
  ].join('\n');
}

/** What `trace-player COMMAND --help` prints. */
export function commandHelp({ name, summary, usage, help, examples }: Command): string {
  return [
    `trace-player ${name}: ${summary}`,
    '',
    `Usage: trace-player ${name} ${usage}`,
    '',
    'Options:',
    ...optionLines(help),
    '',
    'Examples:',
    ...examples.map((example) => `  ${example}`),
    '',
  ].join('\n');
}

function optionLines(help: readonly OptionHelp[]): string[] {
  const width = Math.max(...help.map(({ form }) => form.length));
  return help.map(({ form, text }) => `  ${form.padEnd(width)}  ${text}`);
}
