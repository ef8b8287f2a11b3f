import { createReadStream } from 'node:fs';
import { addAbortSignal } from 'node:stream';
import {
  describeFormatFault,
  describeNotice,
  describeSnapshotFault,
  encodeSnapshot,
  formatSnapshotLink,
  LEFT_OUT_PARTS,
  type LeftOutPart,
  type Snapshot,
  SnapshotError,
  type SnapshotOptions,
  type Trace,
  TraceFormatError,
} from '../../trace/index.js';
import { readTrace } from '../convert/read-trace.js';
import { type Command, type CommandIo, EXIT, type OptionValues, UsageError } from './command.js';
import { fileProblem } from './file-problem.js';
import { numberOption, textOption } from './option-values.js';
import { payloadsOf, printDecoded } from './snapshot-decode.js';
import { pictureOutput } from './snapshot-picture.js';
import { snapshotWords } from './snapshot-words.js';
import { terminalLine } from './terminal-text.js';

const STANDARD_INPUT = '-';
const LENGTHS = { least: 1, most: 10_000_000, isWhole: true };

/** `trace-player snapshot`: a run as a link that holds all of it, and back. */
export const snapshotCommand: Command = {
  name: 'snapshot',
  summary: 'put a whole run into a link, read the run that a link holds, or draw a picture of it',
  usage: 'FILE [--base URL] [--max-length N] [--without PARTS] [--json] | FILE --svg OUT | --decode LINK',
  maxOperands: 1,
  options: {
    base: { type: 'string' },
    'max-length': { type: 'string' },
    without: { type: 'string', multiple: true },
    json: { type: 'boolean' },
    decode: { type: 'string' },
    svg: { type: 'string' },
  },
  help: [
    { form: 'FILE', text: 'a file of any format that the player opens; - reads standard input' },
    {
      form: '--base URL',
      text: 'the page that plays it, such as your embed.html; without it, #trace=… alone',
    },
    {
      form: '--max-length N',
      text: 'characters of the link at most: 2000 fit into most chats, 8000 nearly anywhere;',
    },
    {
      form: '',
      text: 'memory is thinned out first, then times are rounded, then details go, never any text',
    },
    { form: '--without PARTS', text: 'what to leave out: prompt, system, reasoning, with commas between' },
    { form: '--json', text: 'print one JSON object: link, length, thinned, left_out, time_error_ms' },
    {
      form: '--svg OUT',
      text: 'write an animated picture of the run instead, for where only images are allowed (- prints it)',
    },
    {
      form: '--decode LINK',
      text: 'print the run of a link as JSON, one line for each run; - reads it from standard input;',
    },
    {
      form: '',
      text: 'of a comparison, the run that can be read is printed where the other cannot (exit 1)',
    },
  ],
  examples: [
    'trace-player snapshot results/replays/run.json --base https://example.org/embed.html',
    'trace-player snapshot answer.ndjson --max-length 2000 --without prompt,system',
    'trace-player snapshot results/replays/run.json --svg docs/run.svg',
    'trace-player snapshot --decode "https://example.org/embed.html#trace=…" | jq .metrics',
  ],
  run: runSnapshot,
};

async function runSnapshot(values: OptionValues, io: CommandIo, files: readonly string[]): Promise<number> {
  const link = textOption(values, 'decode');
  if (link !== undefined) {
    if (files.length > 0 || Object.keys(values).length > 1) throw new UsageError(snapshotWords.decodeAlone);
    return decode(link, io);
  }
  const [file] = files;
  if (file === undefined) throw new UsageError(snapshotWords.noFile);
  const output = outputOf(values);
  return attempt(file, io, async () => {
    const { trace } = await readTrace(
      addAbortSignal(io.signal, file === STANDARD_INPUT ? io.stdin : createReadStream(file)),
    );
    tellNotices(trace, file, io);
    await output(trace, io);
  });
}

/** Prints the runs of a link that can be read, and says which cannot. */
async function decode(link: string, io: CommandIo): Promise<number> {
  let payloads: readonly string[] = [];
  const codes = [
    await attempt(snapshotWords.decoding(1, 1), io, async () => {
      payloads = await payloadsOf(link, io);
    }),
  ];
  for (const [at, payload] of payloads.entries()) {
    const which = snapshotWords.decoding(at + 1, payloads.length);
    const print = async () => tellNotices(await printDecoded(payload, io), which, io);
    codes.push(await attempt(which, io, print));
  }
  return codes.find((code) => code !== EXIT.ok) ?? EXIT.ok;
}

/** What becomes of the run that was read. */
type Output = (trace: Trace, io: CommandIo) => Promise<void>;

function outputOf(values: OptionValues): Output {
  const picture = textOption(values, 'svg');
  return picture === undefined ? linkOutput(values) : pictureOutput(picture, values, partsOption(values));
}

/** Prints the link of a run, as the last line. */
function linkOutput(values: OptionValues): Output {
  const base = textOption(values, 'base') ?? '';
  if (values.base === '' || /[#\s]|^(?:javascript|data|vbscript):/i.test(base))
    throw new UsageError(snapshotWords.wrongBase(base));
  const without = partsOption(values);
  const options: SnapshotOptions = { without };
  const maxLength = numberOption(values, 'max-length', LENGTHS);
  const besideLength = base.length + formatSnapshotLink({ payloads: [''] }).length;
  if (maxLength !== undefined) options.maxLength = maxLength - besideLength;
  return async (trace, io) => {
    const snapshot = await encodeSnapshot(trace, options).catch((error: Error) => {
      throw maxLength === undefined ? error : tooLong(error, maxLength, besideLength, without);
    });
    const link = base + formatSnapshotLink({ payloads: [snapshot.payload] });
    tellSnapshot(snapshot, link, io);
    io.stdout.write(`${values.json ? JSON.stringify(linkJson(snapshot, link)) : link}\n`);
  };
}

/** Of a run that does not fit, how long its link would be; any other error is as it was. */
function tooLong(
  error: Error,
  maxLength: number,
  besideLength: number,
  without: readonly LeftOutPart[],
): Error {
  if (!(error instanceof SnapshotError) || error.least === undefined) return error;
  const isAllLeftOut = LEFT_OUT_PARTS.every((part) => without.includes(part));
  const least = error.least + besideLength;
  return new Error(snapshotWords.tooLong(maxLength, least, isAllLeftOut, LEFT_OUT_PARTS), { cause: error });
}

function partsOption(values: OptionValues): LeftOutPart[] {
  const text = textOption(values, 'without');
  const names = text?.split(',').map((name) => name.trim()) ?? [];
  return names.map((name) => {
    const part = LEFT_OUT_PARTS.find((known) => known === name);
    if (name === '') throw new UsageError(snapshotWords.emptyPart(text!, LEFT_OUT_PARTS));
    if (!part) throw new UsageError(snapshotWords.unknownPart(name, LEFT_OUT_PARTS));
    return part;
  });
}

function linkJson({ thinned, leftOut, timeErrorMs }: Snapshot, link: string) {
  return { link, length: link.length, thinned, left_out: leftOut, time_error_ms: timeErrorMs };
}

function tellSnapshot({ thinned, leftOut, timeErrorMs }: Snapshot, link: string, io: CommandIo): void {
  tell(io, snapshotWords.length(link.length));
  if (leftOut.length > 0) tell(io, snapshotWords.leftOut(leftOut));
  if (thinned.length > 0) tell(io, snapshotWords.thinned(thinned, timeErrorMs));
}

/** Does it, and says in one line why it could not be done. */
async function attempt(what: string, io: CommandIo, work: () => Promise<void>): Promise<number> {
  try {
    await work();
    return EXIT.ok;
  } catch (error) {
    if (io.signal.aborted) return EXIT.interrupted;
    tell(io, snapshotWords.unreadable(what, problemOf(error as Error)));
    return EXIT.failed;
  }
}

function problemOf(error: Error): string {
  if (error instanceof SnapshotError) return describeSnapshotFault(error.fault);
  return error instanceof TraceFormatError ? describeFormatFault(error.fault) : fileProblem(error);
}

function tellNotices({ notices }: Trace, what: string, io: CommandIo): void {
  for (const notice of notices) tell(io, snapshotWords.unreadable(what, describeNotice(notice)));
}

function tell({ stderr }: CommandIo, text: string): void {
  stderr.write(`${terminalLine(text)}\n`);
}
