import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Trace } from '../../trace/index.js';
import { replayNameVariant, safeReplayName } from '../replay-name.js';
import { asciicastLines } from './asciicast.js';
import { csvLines } from './csv.js';
import { jsonLines } from './json-lines.js';

/** The forms that a trace can be given for other programs. */
export const EXPORTS = ['csv', 'jsonl', 'asciicast'] as const;

export type ExportForm = (typeof EXPORTS)[number];

const ENDINGS: Record<ExportForm, string> = { csv: '.csv', jsonl: '.jsonl', asciicast: '.cast' };

const MAX_VARIANTS = 10_000;
const LINES_PER_PIECE = 500;

export function isExportForm(text: string): text is ExportForm {
  return (EXPORTS as readonly string[]).includes(text);
}

export interface Export {
  readonly trace: Trace;
  /** The run's, for the file's name. */
  readonly name: string;
  readonly form: ExportForm;
  /** undefined: written to `stdout`. */
  readonly folder?: string;
  readonly stdout: Writable;
}

/** Writes a trace in another form. Resolves to the new file's path, where there is one; no file is written over. */
export async function writeExport({
  trace,
  name,
  form,
  folder,
  stdout,
}: Export): Promise<string | undefined> {
  const pieces = inPieces(linesOf(trace, name, form));
  if (folder === undefined) {
    await print(pieces, stdout);
    return undefined;
  }
  const path = await newFile(folder, safeReplayName(name), ENDINGS[form]);
  try {
    await pipeline(Readable.from(pieces), createWriteStream(path));
  } catch (error) {
    // Half a table looks like a whole one.
    await rm(path, { force: true });
    throw error;
  }
  return path;
}

/** No faster than it is read, and no further than somebody reads (`… | head`). */
async function print(pieces: Iterable<string>, stdout: Writable): Promise<void> {
  try {
    await pipeline(Readable.from(pieces), stdout, { end: false });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'].includes(code)) throw error;
  }
}

function linesOf(trace: Trace, name: string, form: ExportForm): Iterable<string> {
  switch (form) {
    case 'csv':
      return csvLines(trace);
    case 'jsonl':
      return jsonLines(trace, name);
    case 'asciicast':
      return asciicastLines(trace);
  }
}

function* inPieces(lines: Iterable<string>): Generator<string> {
  let piece: string[] = [];
  for (const line of lines) {
    piece.push(line);
    if (piece.length < LINES_PER_PIECE) continue;
    yield piece.join('');
    piece = [];
  }
  if (piece.length > 0) yield piece.join('');
}

/** Makes an empty file under the first name that is free. */
async function newFile(folder: string, name: string, ending: string): Promise<string> {
  for (let attempt = 1; attempt <= MAX_VARIANTS; attempt++) {
    const path = join(folder, replayNameVariant(name, attempt) + ending);
    try {
      await (await open(path, 'wx')).close();
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  throw new Error(`${MAX_VARIANTS} files are named ${name}${ending} already`);
}
