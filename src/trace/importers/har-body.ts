import { asObject } from '../json-object.js';
import { asCount, asObjects, asString } from '../dialects/json-values.js';
import type { JsonObject } from '../events.js';
import { decodeBase64 } from './base64.js';

/** An answer's body with its times, in milliseconds since the request began. */
export interface HarBody {
  readonly text: string;
  /** The text in the pieces whose times are known; one piece where they are not. */
  readonly pieces: readonly { readonly text: string; readonly atMs: number }[];
  /** Whether each piece's time was measured. */
  readonly isTimed: boolean;
  readonly firstByteMs: number;
  readonly endMs: number;
}

/** What of an entry's timings comes before the answer's first byte; `ssl` is part of `connect`. */
const BEFORE_ANSWER = ['blocked', 'dns', 'connect', 'send', 'wait'];

/** The body of an entry's answer; undefined where it was not kept. */
export function harBody(entry: JsonObject): HarBody | undefined {
  const timings = asObject(entry.timings) ?? {};
  // −1 stands for what does not apply.
  const firstByteMs = BEFORE_ANSWER.reduce((sum, name) => sum + (asCount(timings[name]) ?? 0), 0);
  const endMs = firstByteMs + (asCount(timings.receive) ?? 0);
  const pieces = timedPieces(entry);
  const text = pieces.length > 0 ? pieces.map((piece) => piece.text).join('') : contentText(entry);
  if (text === '') return undefined;
  const isTimed = pieces.length > 0;
  const lastMs = Math.max(endMs, pieces.at(-1)?.atMs ?? 0);
  return { text, pieces: isTimed ? pieces : [{ text, atMs: endMs }], isTimed, firstByteMs, endMs: lastMs };
}

/** Events as some browsers export them: `time` is in seconds since 1970. */
function timedPieces(entry: JsonObject): HarBody['pieces'] {
  const startedMs = Date.parse(asString(entry.startedDateTime) ?? '');
  return asObjects(entry._eventSourceMessages).flatMap((message) => {
    const seconds = asCount(message.time);
    const data = asString(message.data);
    if (seconds === undefined || data === undefined) return [];
    return [
      { text: frame(asString(message.eventName), data), atMs: Math.max(0, seconds * 1000 - startedMs) },
    ];
  });
}

function frame(name: string | undefined, data: string): string {
  const type = name === undefined || name === '' || name === 'message' ? '' : `event: ${name}\n`;
  return `${type}${data
    .split('\n')
    .map((line) => `data: ${line}\n`)
    .join('')}\n`;
}

function contentText(entry: JsonObject): string {
  const content = asObject(asObject(entry.response)?.content);
  const text = asString(content?.text) ?? '';
  return content?.encoding === 'base64' ? (decodeBase64(text) ?? '') : text;
}
