import { detectFormat } from '../detect-format.js';
import type { DialectEvent, DialectName } from '../dialects/dialect.js';
import { asObject, parseJson } from '../json-object.js';
import { asCount, asObjects, asString } from '../dialects/json-values.js';
import { createDialectStream, isDialectName } from '../dialects/registry.js';
import type { JsonObject, JsonValue, RunError, TraceEvent } from '../events.js';
import { TraceFormatError } from '../trace-reader.js';
import { timeOf } from '../time-of.js';
import { type HarBody, harBody } from './har-body.js';
import { harPrompt } from './har-prompt.js';
import { harSecrets, withoutSecrets } from './har-secrets.js';
import type { ImportedRun } from './imported-run.js';

/** A request whose answer is a model's. */
interface ModelCall {
  readonly entry: JsonObject;
  readonly body: HarBody;
  readonly dialect: DialectName;
  readonly startedMs: number;
}

/** An answer read: its events, and how it ended. */
interface ReadAnswer {
  readonly events: readonly TraceEvent[];
  readonly isTimed: boolean;
  readonly model?: string;
  readonly error?: RunError;
}

/**
 * Makes a run of a browser's network recording: every request that a model answered is a completion. Chunk times are known only
 * where the browser kept each event's (`_eventSourceMessages`); else the text is spread over the time that the body took, and the
 * run's times are `estimated`. Nothing is taken of headers and addresses, and their keys are cut from what repeats them.
 */
export function importHar(document: JsonValue): ImportedRun | undefined {
  const entries = asObjects(asObject(asObject(document)?.log)?.entries);
  const calls = entries.flatMap((entry) => modelCall(entry) ?? []);
  if (calls.length === 0) return undefined;
  const zeroMs = calls.reduce((earliest, { startedMs }) => Math.min(earliest, startedMs), Infinity);
  const answers = calls.map((call, index) => readAnswer(call, call.startedMs - zeroMs, `c${index + 1}`));
  const isTimed = answers.every((answer) => answer.isTimed);
  return {
    info: {
      run_id: '',
      model: answers.find(({ model }) => model)?.model ?? '',
      provider: '',
      started_at: new Date(zeroMs).toISOString(),
      timing: isTimed ? 'recorded' : 'estimated',
    },
    events: answers.flatMap(({ events }) => events),
    error: answers.find(({ error }) => error)?.error,
  };
}

function modelCall(entry: JsonObject): ModelCall | undefined {
  const body = harBody(entry);
  const startedMs = Date.parse(asString(entry.startedDateTime) ?? '');
  const dialect = body && dialectOf(body.text);
  return dialect && !Number.isNaN(startedMs) ? { entry, body, dialect, startedMs } : undefined;
}

/** Pages are full of other JSON: only what a dialect knows is an answer. */
function dialectOf(text: string): DialectName | undefined {
  try {
    const format = detectFormat(text, true);
    return format !== undefined && format !== 'plain-text' && isDialectName(format) ? format : undefined;
  } catch (error) {
    if (error instanceof TraceFormatError) return undefined;
    throw error;
  }
}

function readAnswer({ entry, body, dialect }: ModelCall, startMs: number, id: string): ReadAnswer {
  const secrets = harSecrets(entry);
  const stream = createDialectStream(dialect, { completionId: id });
  const events: DialectEvent[] = body.pieces.flatMap(({ text, atMs }) =>
    stream.push(withoutSecrets(text, secrets), atMs),
  );
  events.push(...stream.finish(body.endMs));
  const sent = asString(asObject(asObject(entry.request)?.postData)?.text) ?? '';
  const request = parseJson(withoutSecrets(sent, secrets));
  const times = body.isTimed ? (event: DialectEvent) => event.arrivalMs : spread(events, body);
  const cut = { message: 'the stream ended before its end mark', code: 'stream_cut' };
  const failed = { message: stream.error?.message ?? 'the server told no reason', code: 'server_error' };
  return {
    events: [
      { type: 'prompt_sent', time_ms: timeOf(startMs), completion_id: id, messages: harPrompt(request) },
      ...events.map((event) => ({ ...event.event, time_ms: timeOf(startMs + times(event)) }) as TraceEvent),
    ],
    isTimed: body.isTimed,
    model: stream.model ?? asString(asObject(request)?.model),
    error: stream.ending === 'completed' ? undefined : stream.ending === 'open' ? cut : failed,
  };
}

/** Evenly over the time that the body took: the first chunk at its first byte, the last at its end. */
function spread(
  events: readonly DialectEvent[],
  { firstByteMs, endMs }: HarBody,
): (event: DialectEvent) => number {
  const chunks = events.reduce((sum, { event }) => sum + (event.type === 'token' ? 1 : 0), 0);
  const stepMs = (endMs - firstByteMs) / Math.max(1, chunks - 1);
  let seen = 0;
  return ({ event }) => {
    if (event.type === 'token') seen++;
    if (event.type === 'response_completed') return asCount(endMs) ?? 0;
    return firstByteMs + Math.max(0, seen - 1) * stepMs;
  };
}
