#!/usr/bin/env node
import { interruptSignal, tolerateClosedPipes } from './process-signals.js';
import { runCommandLine } from './run-command-line.js';

tolerateClosedPipes();
const { argv, stdin, stdout, stderr, env } = process;
process.exitCode = await runCommandLine(argv.slice(2), {
  stdin,
  stdout,
  stderr,
  env,
  signal: interruptSignal(),
});
