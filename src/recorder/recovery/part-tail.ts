import { parseJsonObject } from '../../trace/index.js';
import type { FileHandle } from 'node:fs/promises';
import { EVENTS_OPENING } from '../../trace/replay-file/events-opening.js';

const PIECE = 64 << 10;
const NEWLINE = 0x0a;

/** How far a `.part` file is whole. */
export interface PartTail {
  /**
   * `empty`: nothing was written; `headless`: it does not begin with a replay's first line; `header`: that line and no event;
   * `events`: the last whole line is an event's; `footer`: nothing is missing but the file's name.
   */
  readonly state: 'empty' | 'headless' | 'header' | 'events' | 'footer';
  /** Bytes that are whole: behind them is only a cut line, or the comma before it. */
  readonly end: number;
}

/** Finds the last whole line of a `.part` file: reads backwards, and no further than it must. */
export async function readPartTail(file: FileHandle): Promise<PartTail> {
  const { size } = await file.stat();
  let isBlank = true;
  for (let end = size; ;) {
    const start = await lineStart(file, end);
    const line = await readText(file, start, end);
    isBlank &&= isBlankText(line);
    const state = start === 0 ? headerState(line, isBlank) : lineState(line);
    if (state === 'events') return { state, end: start + Buffer.byteLength(withoutComma(line)) };
    if (state !== undefined) return { state, end };
    end = start - 1;
  }
}

function headerState(line: string, isBlank: boolean): PartTail['state'] {
  if (isBlank) return 'empty';
  const isHeader = line.endsWith(EVENTS_OPENING) && parseJsonObject(`${line}]}`) !== undefined;
  return isHeader ? 'header' : 'headless';
}

/** What a whole line is; undefined for what a cut left of one. */
function lineState(line: string): 'events' | 'footer' | undefined {
  if (line.startsWith('],')) return parseJsonObject(`{${line.slice(2)}`) !== undefined ? 'footer' : undefined;
  return parseJsonObject(withoutComma(line)) !== undefined ? 'events' : undefined;
}

function withoutComma(line: string): string {
  return line.endsWith(',') ? line.slice(0, -1) : line;
}

/** Blocks that a machine's sudden end left unwritten read as zeros. */
function isBlankText(text: string): boolean {
  return text.replaceAll('\0', '').trim() === '';
}

/** Where the line begins that ends at `end`. */
async function lineStart(file: FileHandle, end: number): Promise<number> {
  for (let to = end; to > 0;) {
    const from = Math.max(0, to - PIECE);
    const newline = (await readBytes(file, from, to)).lastIndexOf(NEWLINE);
    if (newline >= 0) return from + newline + 1;
    to = from;
  }
  return 0;
}

async function readText(file: FileHandle, from: number, to: number): Promise<string> {
  return (await readBytes(file, from, to)).toString('utf8');
}

async function readBytes(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const buffer = Buffer.alloc(to - from);
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
