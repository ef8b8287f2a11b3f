import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { addAbortSignal, Readable } from 'node:stream';
import { describeFormatFault, describeNotice, TraceFormatError } from '../../trace/index.js';
import { EXPORTS, type ExportForm, isExportForm, writeExport } from '../convert/exports.js';
import { type ReadTrace, readTrace } from '../convert/read-trace.js';
import { writeReplay } from '../convert/write-replay.js';
import { folderProblem } from '../replay-claim.js';
import { INDEX_NAME } from '../replay-index.js';
import { type Command, type CommandIo, EXIT, type OptionValues, UsageError } from './command.js';
import { convertWords } from './convert-words.js';
import { fileProblem } from './file-problem.js';
import { textOption } from './option-values.js';
import { terminalLine } from './terminal-text.js';

const DEFAULT_FOLDER = 'results/replays';
const STANDARD_INPUT = '-';

/** A link of Model Lens that holds a snapshot: it is read itself, and nothing is fetched. */
const SNAPSHOT_LINK = /^https?:\/\/\S*[?&]snap=/;

/** `trace-player convert`: files of other formats into replay files, and replay files into others. */
export const convertCommand: Command = {
  name: 'convert',
  summary: 'turn saved streams and other recordings into replay files, or any of them into tables and casts',
  usage: 'FILE… [-o DIR] [--to csv|jsonl|asciicast]',
  maxOperands: Infinity,
  options: { 'output-dir': { type: 'string', short: 'o' }, to: { type: 'string' } },
  help: [
    {
      form: 'FILE',
      text: 'what to read: any format that the player opens, packed by gzip or not, or a Model Lens link with its snapshot; - reads standard input',
    },
    {
      form: '--output-dir DIR, -o DIR',
      text: `where the files go (default: ${DEFAULT_FOLDER}; with --to: one file, on standard output)`,
    },
    {
      form: '--to FORM',
      text: 'csv (a row for each event, with its figures), jsonl (an event on each line) or asciicast (version 2)',
    },
  ],
  examples: [
    'trace-player convert answer.sse',
    'trace-player convert saved/*.ndjson -o results/replays',
    'trace-player convert results/replays/run.json --to csv > run.csv',
  ],
  run: runConvert,
};

async function runConvert(values: OptionValues, io: CommandIo, files: readonly string[]): Promise<number> {
  const conversion = parseConversion(values, files);
  let failed = 0;
  for (const file of files) {
    try {
      tellNotices(await convert(file, conversion, io), labelOf(file), io);
    } catch (error) {
      if (io.signal.aborted) return EXIT.interrupted;
      if (isIndexAmong(files, file, error)) {
        tell(io, convertWords.isIndex(file));
        continue;
      }
      failed++;
      tell(io, convertWords.unreadable(labelOf(file), problemOf(error)));
    }
  }
  return failed > 0 ? EXIT.failed : EXIT.ok;
}

/** Whether a file is the index that a shell's `*.json` names along with a folder's replays. */
function isIndexAmong(files: readonly string[], file: string, error: unknown): boolean {
  return files.length > 1 && basename(file) === INDEX_NAME && error instanceof TraceFormatError;
}

/** Where to, and as what. */
interface Conversion {
  readonly form?: ExportForm;
  /** undefined: standard output. */
  readonly folder?: string;
}

function parseConversion(values: OptionValues, files: readonly string[]): Conversion {
  const form = textOption(values, 'to');
  if (form !== undefined && !isExportForm(form))
    throw new UsageError(convertWords.unknownTarget(form, EXPORTS));
  if (files.length === 0) throw new UsageError(convertWords.noFiles);
  const folder = textOption(values, 'output-dir') ?? (form === undefined ? DEFAULT_FOLDER : undefined);
  if (folder === undefined && files.length > 1) throw new UsageError(convertWords.manyToOutput);
  const problem = folder === undefined ? undefined : folderProblem(folder);
  if (folder !== undefined && problem) throw new UsageError(convertWords.folderProblem(folder, problem));
  return { form, folder };
}

async function convert(file: string, { form, folder }: Conversion, io: CommandIo): Promise<ReadTrace> {
  const read = await readTrace(bytesOf(file, io));
  const { trace, format } = read;
  const name = nameOf(file);
  if (form !== undefined) {
    const path = await writeExport({
      trace,
      name: trace.info.run_id || name,
      form,
      folder,
      stdout: io.stdout,
    });
    if (path !== undefined) io.stdout.write(`${path}\n`);
  } else {
    const { path } = await writeReplay(trace, folder ?? DEFAULT_FOLDER, name);
    io.stdout.write(`${path}\n`);
  }
  tell(io, convertWords.converted(labelOf(file), format, trace.length));
  return read;
}

function bytesOf(file: string, { stdin, signal }: CommandIo): Readable {
  if (SNAPSHOT_LINK.test(file)) return Readable.from([Buffer.from(file)]);
  return addAbortSignal(signal, file === STANDARD_INPUT ? stdin : createReadStream(file));
}

/** A link is too long to be told again. */
function labelOf(file: string): string {
  return SNAPSHOT_LINK.test(file) ? file.slice(0, file.indexOf('snap=') + 'snap='.length) + '…' : file;
}

/** A file's name without its ending, for a run that has no id of its own. */
function nameOf(file: string): string {
  if (SNAPSHOT_LINK.test(file)) return 'snapshot';
  return file === STANDARD_INPUT
    ? 'stdin'
    : basename(file)
        .replace(/\.gz$/i, '')
        .replace(/(?<=.)\.[^.]*$/, '');
}

function tellNotices({ trace }: ReadTrace, file: string, io: CommandIo): void {
  for (const notice of trace.notices) tell(io, convertWords.notice(file, describeNotice(notice)));
}

function tell({ stderr }: CommandIo, text: string): void {
  stderr.write(`${terminalLine(text)}\n`);
}

function problemOf(error: unknown): string {
  return error instanceof TraceFormatError ? describeFormatFault(error.fault) : fileProblem(error as Error);
}
