import { asObject, parseJson } from './json-object.js';
import { isServerError } from './dialects/json-values.js';
import { recogniseDialect } from './dialects/recognise.js';
import type { JsonObject, JsonValue } from './events.js';
import { mayBecomeImport, recogniseImport } from './importers/recognise-import.js';
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
  if (isReplayLog(text)) return 'replay-lines';
  const imported = recogniseImport(text);
  if (imported) return imported;
  if (text.startsWith('{')) return detectJson(text, isWhole);
  if (/^(data|event|id|retry|error)?:/.test(text)) return detectSse(text, isWhole);
  if (/^\[\s*\{\s*"(candidates|promptFeedback|usageMetadata|error)"/.test(text)) return 'gemini';
  if (!isWhole && (text.length < LONGEST_OPENING || mayBecomeImport(text))) return undefined;
  throw new TraceFormatError(text.startsWith('[') ? 'wrong_shape' : 'not_json', text.slice(0, 80));
}

/** Our own files, which are read most, are told before any other is looked for. */
function isReplayLog(text: string): boolean {
  const lineEnd = text.indexOf('\n');
  return (
    lineEnd >= 0 &&
    text.startsWith('{"time_ms"', lineEnd + 1) &&
    text.slice(0, lineEnd).trimEnd().endsWith(EVENTS_OPENING)
  );
}

function detectJson(text: string, isWhole: boolean): TraceFormat | undefined {
  const lineEnd = text.indexOf('\n');
  const hasLine = lineEnd >= 0;
  const line = (hasLine ? text.slice(0, lineEnd) : text).trimEnd();
  const events = line.indexOf(`${EVENTS_OPENING}{`);
  if (events >= 0 && (isWhole || line.length - events > LONGEST_OPENING)) return 'replay-document';
  if (line.endsWith(EVENTS_OPENING) && (hasLine || isWhole)) return 'replay-lines';
  if (!hasLine && !isWhole && text.length <= MAX_HEAD_LENGTH) return undefined;
  return detectJsonLines(text, isWhole || text.length > MAX_HEAD_LENGTH);
}

/** Lines of objects that no dialect knows are kept as text. A first line that is no object begins one document. */
function detectJsonLines(text: string, isAll: boolean): TraceFormat | undefined {
  let objects = 0;
  for (const line of completeLines(text, isAll)) {
    if (line.trim() === '') continue;
    const message = asObject(parseJson(line));
    if (!message && objects === 0) return detectSpread(text, isAll);
    if (!message) return objects > 1 ? 'plain-text' : 'replay-document';
    if (objects === 0 && isRunStarted(message)) return 'event-lines';
    const dialect = recogniseDialect(message);
    if (dialect) return dialect;
    objects++;
  }
  if (isAll) return objects > 1 ? 'plain-text' : 'replay-document';
  return undefined;
}

function isRunStarted({ type, time_ms: timeMs, run_id: runId }: JsonObject): boolean {
  return type === 'run_started' && typeof timeMs === 'number' && typeof runId === 'string';
}

/** A document over many lines is told by its own keys: those that are indented as the first one is. */
function detectSpread(text: string, isAll: boolean): TraceFormat | undefined {
  const indent = /^\{[^\S\n]*\n([ \t]+)"/.exec(text)?.[1];
  const isBegun = /^\{\s*$/.test(text);
  if (indent === undefined) return isBegun && !isAll ? undefined : 'replay-document';
  const message: JsonObject = {};
  for (const line of completeLines(text, isAll)) {
    const [, key, value = ''] = line.startsWith(`${indent}"`)
      ? (/^\s+"(\w+)" ?: ?(.*?),?$/.exec(line) ?? [])
      : [];
    if (key === undefined) continue;
    if (key === 'events' || key === 'run_id') return 'replay-document';
    message[key] = value.startsWith('[') ? [] : value.startsWith('{') ? {} : (parseJson(value) as JsonValue);
    const dialect = recogniseDialect(message);
    // Its whole answer is a line.
    if (dialect && dialect !== 'ollama') return dialect;
  }
  return isAll ? 'replay-document' : undefined;
}

function detectSse(text: string, isWhole: boolean): TraceFormat | undefined {
  let type: string | undefined;
  let hasText = false;
  for (const line of completeLines(text, isWhole)) {
    if (line === '') type = undefined;
    type = /^event: ?(.+)/.exec(line)?.[1] ?? type;
    const data = /^data: ?(.*)/.exec(line)?.[1] ?? '';
    const frame = asObject(parseJson(data));
    if (frame && typeof frame.run_id === 'string' && typeof frame.seq === 'number') return 'live-frames';
    if (typeof frame?._event_type === 'string') return 'model-lens-replay';
    // An error tells no dialect: the commonest reads it.
    if (isServerError(frame?.error) || line.startsWith('error:')) return 'openai-chat';
    const dialect = recogniseDialect(type === undefined ? { ...frame } : { type, ...frame }, true);
    if (dialect) return dialect;
    hasText ||= data !== '' && data !== '[DONE]' && !data.startsWith(':');
  }
  if (!isWhole && text.length <= MAX_HEAD_LENGTH) return undefined;
  if (hasText) return 'plain-text';
  throw new TraceFormatError('unknown_format', text.slice(0, 80));
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
