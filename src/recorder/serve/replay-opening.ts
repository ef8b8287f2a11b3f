import type { FileHandle } from 'node:fs/promises';
import {
  describeFormatFault,
  detectFormat,
  type JsonObject,
  type JsonValue,
  parseJsonObject,
  type RunInfo,
  TraceFormatError,
} from '../../trace/index.js';
import { parseRunInfo } from '../../trace/replay-file/parse-frame.js';

const PIECE = 32 << 10;
/** How much of a file is looked at for its header and its prompt, in bytes. */
const MAX_OPENING = 1 << 20;
/** The largest document of another layout that is read whole for them. */
const MAX_DOCUMENT = 8 << 20;
/** Among how many of the first events the prompt is looked for. */
const PROMPT_LINES = 8;
/** How much of a prompt is kept for searching, in characters. */
const MAX_PROMPT = 20_000;

/** What a file's first bytes tell. */
export interface ReplayOpening {
  readonly info?: RunInfo;
  /** The last user message of the first prompt, or else all that it has, as plain text. */
  readonly prompt?: string;
  /** From the prompt to the first text of an answer, where both are in what was read. */
  readonly ttftMs?: number;
  /** What else than a replay it is. */
  readonly format?: string;
  /** Why it is no run at all, for people. */
  readonly problem?: string;
}

/** Reads the beginning of a replay file: as much as the header and the prompt take. Other layouts are read whole, if they are small. */
export async function readOpening(handle: FileHandle): Promise<ReplayOpening> {
  const head = await readLines(handle);
  try {
    const format = detectFormat(head.text, head.isWhole) ?? 'replay-document';
    if (format === 'replay-lines') return lineOpening(head.text);
    if (format !== 'replay-document') return { format };
  } catch (error) {
    if (error instanceof TraceFormatError) return { problem: describeFormatFault(error.fault) };
    throw error;
  }
  return documentOpening(handle);
}

/** Reads until the prompt's line is whole, at most so far as an opening goes. */
async function readLines(handle: FileHandle): Promise<{ text: string; isWhole: boolean }> {
  const pieces: Buffer[] = [];
  for (let offset = 0; offset < MAX_OPENING; offset += PIECE) {
    const piece = await readRange(handle, offset, PIECE);
    pieces.push(piece);
    const text = Buffer.concat(pieces).toString('utf8');
    if (piece.length < PIECE) return { text, isWhole: true };
    if (promptLine(text) !== undefined || text.split('\n', PROMPT_LINES + 2).length > PROMPT_LINES + 1)
      return { text, isWhole: false };
  }
  return { text: Buffer.concat(pieces).toString('utf8'), isWhole: false };
}

function promptLine(text: string): JsonObject | undefined {
  const lines = text.split('\n', PROMPT_LINES + 1).slice(1);
  for (const line of lines) {
    const event = line.includes('"prompt_sent"') ? parseJsonObject(line.replace(/,$/, '')) : undefined;
    if (event?.type === 'prompt_sent') return event;
  }
  return undefined;
}

function lineOpening(text: string): ReplayOpening {
  const [first = ''] = text.trimStart().split('\n', 1);
  const header = parseJsonObject(first.trimEnd().replace(/,?\s*"events":\[$/, '}'));
  if (!header) return { problem: 'Its first line is no header of a run.' };
  const prompt = promptLine(text);
  const ttftMs = prompt && firstTextMs(text, prompt);
  return { info: parseRunInfo(header), prompt: promptText(prompt), ttftMs };
}

function firstTextMs(text: string, { time_ms: sentMs }: JsonObject): number | undefined {
  for (const line of text.split('\n').slice(1)) {
    const event = line.includes('"type":"token"') ? parseJsonObject(line.replace(/,$/, '')) : undefined;
    if (event?.type !== 'token' || !event.text) continue;
    const { time_ms: timeMs } = event;
    return typeof timeMs === 'number' && typeof sentMs === 'number' ? timeMs - sentMs : undefined;
  }
  return undefined;
}

async function documentOpening(handle: FileHandle): Promise<ReplayOpening> {
  const { size } = await handle.stat();
  if (size > MAX_DOCUMENT) return { format: 'replay-document' };
  const document = parseJsonObject((await readRange(handle, 0, size)).toString('utf8'));
  if (!document) return { problem: describeFormatFault('not_json') };
  if (!Array.isArray(document.events)) return { problem: describeFormatFault('wrong_shape') };
  const prompt = document.events.slice(0, PROMPT_LINES).map(asObject).find(isPrompt);
  return { info: parseRunInfo(document), prompt: promptText(prompt) };
}

function isPrompt(event: JsonObject | undefined): boolean {
  return event?.type === 'prompt_sent';
}

/** What a person asked: the last message of theirs; without one, all messages. */
function promptText(event: JsonObject | undefined): string | undefined {
  if (!Array.isArray(event?.messages)) return undefined;
  const messages = event.messages.map(asObject).filter((message) => message !== undefined);
  const asked = messages.findLast(({ role }) => role === 'user');
  const text = (asked ? [asked] : messages).map(({ content }) => contentText(content)).join('\n');
  return text.slice(0, MAX_PROMPT);
}

function contentText(content: JsonValue | undefined): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => String(asObject(part)?.text ?? '')).join('');
}

function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}

async function readRange(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}
