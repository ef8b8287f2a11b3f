import { parseJson } from '../json-object.js';
import type { JsonValue, TraceEvent } from '../events.js';
import { Trace } from '../trace.js';
import { TraceFormatError, type TraceReader } from '../trace-reader.js';
import type { Importer, ImportedRun } from './imported-run.js';
import { parseLooseJson } from './loose-json.js';

/** Events added per call of `finish`: a few milliseconds' work. */
const EVENTS_PER_SLICE = 20_000;

/** The longest document that is read whole, in characters. */
const MAX_LENGTH = 256 << 20;

/** Reads another program's JSON document as a trace: whole, as such documents tell at their end what their beginning means. */
export class ImportReader implements TraceReader {
  readonly trace = new Trace();
  readonly #importer: Importer;
  readonly #pieces: string[] = [];
  #length = 0;
  #events?: readonly TraceEvent[];
  #added = 0;

  constructor(importer: Importer) {
    this.#importer = importer;
  }

  push(text: string): void {
    this.#length += text.length;
    if (this.#length > MAX_LENGTH) throw new TraceFormatError('wrong_shape', 'too long to be read whole');
    this.#pieces.push(text);
  }

  finish(): boolean {
    this.#events ??= this.#begin();
    const end = Math.min(this.#events.length, this.#added + EVENTS_PER_SLICE);
    for (; this.#added < end; this.#added++) this.trace.append(this.#events[this.#added]!);
    return this.#added === this.#events.length;
  }

  #begin(): readonly TraceEvent[] {
    const run = this.#importer(parse(this.#pieces.join('')));
    this.#pieces.length = 0;
    if (!run) throw new TraceFormatError('wrong_shape', 'no run in it');
    this.trace.info = run.info;
    if (run.info.timing === 'estimated') this.trace.addNotice('estimated_times');
    return wholeRun(run);
  }
}

function wholeRun({ info, events, error, durationMs = 0 }: ImportedRun): TraceEvent[] {
  const { version: _version, ...told } = info;
  // Sorting keeps the document's order at equal times.
  const ordered = [...events].sort((a, b) => a.time_ms - b.time_ms);
  const end = Math.max(durationMs, ordered.at(-1)?.time_ms ?? 0);
  const ended = { time_ms: end, duration_ms: end };
  return [
    { type: 'run_started', time_ms: 0, ...told },
    ...ordered,
    error ? { type: 'run_failed', ...ended, error } : { type: 'run_completed', ...ended },
  ];
}

function parse(text: string): JsonValue {
  const json = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(json) as JsonValue;
  } catch {
    return parseLines(json) ?? parseLoosely(json);
  }
}

/**
 * A document on each line, as exporters that append to a file write them, or in each frame of a saved event stream; a last one that
 * was cut is left out.
 */
function parseLines(json: string): JsonValue | undefined {
  const isStream = /^(data|event|id|retry)?:/.test(json);
  const lines = json
    .split(/\r\n|\n|\r/)
    .filter((line) => (isStream ? line.startsWith('data:') : line.trim() !== ''));
  const texts = isStream ? lines.map((line) => line.slice('data:'.length)) : lines;
  const documents = texts.map(parseJson).filter((document) => document !== undefined);
  const isLines = documents.length > (isStream ? 0 : 1) && documents.length >= lines.length - 1;
  return isLines ? (documents as JsonValue[]) : undefined;
}

function parseLoosely(json: string): JsonValue {
  const document = parseLooseJson(json);
  if (document === undefined) throw new TraceFormatError('not_json', json.slice(0, 80));
  return document as JsonValue;
}
