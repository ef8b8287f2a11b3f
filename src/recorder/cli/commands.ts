import type { Command } from './command.js';
import { convertCommand } from './convert-command.js';
import { demoCommand } from './demo-command.js';
import { diffCommand } from './diff-command.js';
import { proxyCommand } from './proxy-command.js';
import { recoverCommand } from './recover-command.js';
import { runCommand } from './run-command.js';
import { serveCommand } from './serve-command.js';
import { snapshotCommand } from './snapshot-command.js';

/** Every command, in the order of `--help`. */
export const commands: readonly Command[] = [
  runCommand,
  demoCommand,
  proxyCommand,
  serveCommand,
  recoverCommand,
  convertCommand,
  diffCommand,
  snapshotCommand,
];
