import { createReadStream, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { addAbortSignal } from 'node:stream';
import {
  describeFormatFault,
  describeNotice,
  type NoticeCode,
  profileRun,
  type RunProfile,
  TraceFormatError,
} from '../../trace/index.js';
import { readTrace } from '../convert/read-trace.js';
import { type CommandIo, UsageError } from './command.js';
import { diffWords } from './diff-words.js';

const STANDARD_INPUT = '-';
const REPLAY_INDEX = 'index.json';

/** The runs that one operand names. */
export interface RunSet {
  /** As it was asked for. */
  readonly operand: string;
  readonly files: readonly string[];
  readonly runs: readonly RunProfile[];
  /** Files that were left out, as they are warm-ups of the others. */
  readonly warmUps: readonly string[];
  /** What was met in reading them, for people, but for what a comparison says itself. */
  readonly notices: readonly string[];
}

const TOLD_AS_CAVEATS: readonly NoticeCode[] = ['estimated_times', 'no_real_timing', 'no_text'];

/**
 * The files that an operand means: a file, a folder's replays, a pattern with `*` and `?` in its last part, or several of these
 * with commas between. What is there under the whole name is that. Throws `UsageError`.
 */
export function operandFiles(operand: string): string[] {
  if (operand === STANDARD_INPUT) return [operand];
  const found = statSync(operand, { throwIfNoEntry: false });
  if (found?.isDirectory()) return needed(operand, matching(operand, '*.json'));
  if (found) return [operand];
  if (operand.includes(',')) return operand.split(',').filter(Boolean).flatMap(operandFiles);
  if (/[*?]/.test(basename(operand))) return needed(operand, matching(dirname(operand), basename(operand)));
  throw new UsageError(diffWords.noFile(operand));
}

/** Reads the runs that an operand names, one after the other. Warm-ups count where there is nothing else. */
export async function readRunSet(operand: string, io: CommandIo): Promise<RunSet> {
  const read: { file: string; run: RunProfile }[] = [];
  for (const file of operandFiles(operand)) read.push({ file, run: await readRun(file, io) });
  const isWarmUp = ({ run }: { run: RunProfile }) => run.trace.info.params?.warm_up === true;
  const counted = read.every(isWarmUp) ? read : read.filter((one) => !isWarmUp(one));
  return {
    operand,
    files: counted.map(({ file }) => file),
    runs: counted.map(({ run }) => run),
    notices: counted.flatMap(({ file, run }) => noticesOf(file, run)),
    warmUps: read.filter((one) => !counted.includes(one)).map(({ file }) => file),
  };
}

async function readRun(file: string, { stdin, signal }: CommandIo): Promise<RunProfile> {
  const bytes = file === STANDARD_INPUT ? stdin : createReadStream(file);
  try {
    const { trace } = await readTrace(addAbortSignal(signal, bytes));
    return profileRun(trace);
  } catch (error) {
    const problem = error instanceof TraceFormatError ? describeFormatFault(error.fault) : undefined;
    throw new Error(diffWords.unreadable(file, problem ?? (error as Error).message));
  }
}

function noticesOf(file: string, { trace }: RunProfile): string[] {
  return trace.notices
    .filter(({ code }) => !TOLD_AS_CAVEATS.includes(code))
    .map((notice) => diffWords.notice(file, describeNotice(notice)));
}

function matching(folder: string, pattern: string): string[] {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  const isLike = new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== REPLAY_INDEX && isLike.test(entry.name))
    .map(({ name }) => join(folder, name))
    .sort();
}

function needed(operand: string, files: string[]): string[] {
  if (files.length === 0) throw new UsageError(diffWords.nothingThere(operand));
  return files;
}
