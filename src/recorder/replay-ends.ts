import { type FileHandle, open } from 'node:fs/promises';
import { parseJsonObject, type RunInfo, type RunSummary } from '../trace/index.js';
import { parseRunInfo, parseRunSummary } from '../trace/replay-file/parse-frame.js';

/** The longest header line, footer line, and document of another layout that are read, in bytes. */
const MAX_HEADER = 1 << 20;
const MAX_FOOTER = 64 << 20;
const MAX_DOCUMENT = 64 << 20;
const PIECE = 64 << 10;
const NEWLINE = 0x0a;

/** What a replay file says of its run: its first line and its last. */
export interface ReplayEnds {
  readonly info: RunInfo;
  readonly summary: RunSummary;
}

/**
 * Reads a finished replay file's header and footer without its events; a document of another layout is read whole. Undefined
 * when it is not a replay, or one without an end. Throws what the file system says.
 */
export async function readReplayEnds(path: string): Promise<ReplayEnds | undefined> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    return (await readLineEnds(file, size)) ?? (await readDocument(file, size));
  } finally {
    await file.close();
  }
}

/** Reads the first line of a replay file, whole or still growing; undefined when it is not a replay in lines. */
export async function readReplayHeader(file: FileHandle): Promise<RunInfo | undefined> {
  const line = await readFirstLine(file);
  const header = line === undefined ? undefined : parseJsonObject(line.replace(/,?"events":\[$/, '}'));
  return header && parseRunInfo(header);
}

async function readLineEnds(file: FileHandle, size: number): Promise<ReplayEnds | undefined> {
  const info = await readReplayHeader(file);
  if (!info) return undefined;
  const lastLine = await readLastLine(file, size);
  const footer = lastLine?.startsWith('],') ? parseJsonObject(`{${lastLine.slice(2)}`) : undefined;
  const summary = footer && parseRunSummary(footer);
  return summary && { info, summary };
}

async function readDocument(file: FileHandle, size: number): Promise<ReplayEnds | undefined> {
  if (size > MAX_DOCUMENT) return undefined;
  const document = parseJsonObject((await readRange(file, 0, size)).toString('utf8'));
  if (!document || !Array.isArray(document.events)) return undefined;
  const summary = parseRunSummary(document);
  return summary && { info: parseRunInfo(document), summary };
}

async function readFirstLine(file: FileHandle): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  for (let offset = 0; offset < MAX_HEADER; offset += PIECE) {
    const piece = await readRange(file, offset, PIECE);
    const end = piece.indexOf(NEWLINE);
    pieces.push(end < 0 ? piece : piece.subarray(0, end));
    // A file whose first event is still to come ends with its first line.
    if (end >= 0 || piece.length < PIECE) return Buffer.concat(pieces).toString('utf8');
  }
  return undefined;
}

async function readLastLine(file: FileHandle, size: number): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let end = size;
  while (end > 0 && size - end < MAX_FOOTER) {
    const start = Math.max(0, end - PIECE);
    const piece = await readRange(file, start, end - start);
    // The newline that ends the file is not the one that begins its last line.
    const newline = piece.lastIndexOf(NEWLINE, end === size ? piece.length - 2 : piece.length - 1);
    pieces.unshift(piece.subarray(newline + 1));
    if (newline >= 0) return Buffer.concat(pieces).toString('utf8').trimEnd();
    end = start;
  }
  return undefined;
}

async function readRange(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}
