import { asObject, parseJson } from './dialects/json-values.js';
import { recogniseDialect } from './dialects/recognise.js';
import { EVENTS_OPENING } from './replay-file/events-opening.js';
import { type TraceFormat, TraceFormatError } from './trace-reader.js';

/** How much of an input is looked at; what cannot be told by then is read as a document, whose reader says what is wrong. */
const MAX_HEAD_LENGTH = 256 * 1024;

/** Every opening that is known can be told from this many characters. */
const LONGEST_OPENING = 64;

/**
 * Tells a file's format by its first characters, whatever its name or type say. undefined: more is needed to tell (never when
 * `isWhole`). Throws `TraceFormatError` when it can be told that it is no trace.
 */
export function detectFormat(head: string, isWhole: boolean): TraceFormat | undefined {
  const text = head.replace(/^\uFEFF/, '').trimStart();
  if (text === '') return undecided(isWhole, 'empty', 'nothing in it');
  if (text.startsWith('<')) throw new TraceFormatError('html', text.slice(0, 80));
  if (text.startsWith('{')) return detectJson(text, isWhole);
  if (/^(data|event|id|retry|error)?:/.test(text)) return detectSse(text, isWhole);
  if (/^\[\s*\{\s*"(candidates|promptFeedback|usageMetadata)"/.test(text)) return 'gemini';
  if (!isWhole && text.length < LONGEST_OPENING) return undefined;
  throw new TraceFormatError(text.startsWith('[') ? 'wrong_shape' : 'not_json', text.slice(0, 80));
}

function detectJson(text: string, isWhole: boolean): TraceFormat | undefined {
  const lineEnd = text.indexOf('\n');
  const hasLine = lineEnd >= 0;
  const line = (hasLine ? text.slice(0, lineEnd) : text).trimEnd();
  if (line.includes(`${EVENTS_OPENING}{`)) return 'replay-document';
  if (line.endsWith(EVENTS_OPENING) && (hasLine || isWhole)) return 'replay-lines';
  if (!hasLine && !isWhole && text.length <= MAX_HEAD_LENGTH) return undefined;
  const first = asObject(parseJson(line));
  return (first && recogniseDialect(first)) ?? 'replay-document';
}

function detectSse(text: string, isWhole: boolean): TraceFormat | undefined {
  for (const line of completeLines(text, isWhole)) {
    const data = /^data: ?(.*)/.exec(line)?.[1];
    const frame = data === undefined ? undefined : asObject(parseJson(data));
    if (frame && typeof frame.run_id === 'string' && typeof frame.seq === 'number') return 'live-frames';
    // An error tells no dialect: the commonest reads it.
    if (frame?.error !== undefined || line.startsWith('error:')) return 'openai-chat';
    const dialect = frame && recogniseDialect(frame);
    if (dialect) return dialect;
  }
  if (text.length > MAX_HEAD_LENGTH) throw new TraceFormatError('unknown_format', text.slice(0, 80));
  return undecided(isWhole, 'unknown_format', text.slice(0, 80));
}

function completeLines(text: string, isWhole: boolean): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (!isWhole) lines.pop();
  return lines;
}

function undecided(isWhole: boolean, fault: 'empty' | 'unknown_format', message: string): undefined {
  if (isWhole) throw new TraceFormatError(fault, message);
  return undefined;
}
