import type { Readable, Writable } from 'node:stream';
import type { ParseArgsConfig } from 'node:util';

/** What a command talks to. */
export interface CommandIo {
  readonly stdin: Readable;
  readonly stdout: Writable & { isTTY?: boolean; columns?: number };
  readonly stderr: Writable & { isTTY?: boolean; columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Exit codes: all well; the run or the check failed; wrongly asked; Ctrl-C. */
export const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** One option as `--help` shows it. */
export interface OptionHelp {
  /** `--port N` */
  readonly form: string;
  readonly text: string;
}

/** The values that `parseArgs` gave. */
export type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

/** A command of `trace-player`. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** What follows the name: `--base-url URL …` */
  readonly usage: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  readonly help: readonly OptionHelp[];
  readonly examples: readonly string[];
  /** How many words it takes beside its options: folders, files. Default: none. */
  readonly maxOperands?: number;
  /** Resolves to the exit code. Throws `UsageError` for what was wrongly asked. */
  run(values: OptionValues, io: CommandIo, operands: readonly string[]): Promise<number>;
}

/** The command was wrongly asked: one line says what to do, and the exit code is 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
