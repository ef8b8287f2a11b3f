import { asObject } from '../json-object.js';
import { asCount, asObjects, asString, firstText } from '../dialects/json-values.js';
import type { JsonObject, JsonValue, TraceEvent } from '../events.js';
import { timeOf } from '../time-of.js';
import { cutInto, type ImportedRun } from './imported-run.js';

/**
 * Makes a run of aimock's fixtures: each is a completion, one after the other, with the times that were recorded with it: to the first
 * chunk, and from each to the next. Its text is cut evenly over them; where a fixture has no times, it comes at once, and the run's
 * times are `estimated`.
 */
export function importAimock(document: JsonValue): ImportedRun | undefined {
  const fixtures = asObjects(asObject(document)?.fixtures).filter(({ response }) => asObject(response));
  if (fixtures.length === 0) return undefined;
  let startMs = 0;
  const events = fixtures.flatMap((fixture, index) => {
    const completion = fixtureEvents(fixture, `c${index + 1}`, startMs);
    startMs = completion.at(-1)!.time_ms;
    return completion;
  });
  const isTimed = fixtures.every(({ recordedTimings }) => asObject(recordedTimings));
  const model = firstText(...fixtures.map(({ match }) => asObject(match)?.model));
  const timing = isTimed ? 'recorded' : 'estimated';
  return { info: { run_id: '', model, provider: '', started_at: '', timing }, events };
}

function fixtureEvents(fixture: JsonObject, id: string, startMs: number): TraceEvent[] {
  const { ttftMs, gapsMs, endMs } = timingsOf(fixture);
  const response = asObject(fixture.response)!;
  const event = (timeMs: number, fields: object) =>
    ({ time_ms: timeOf(startMs + timeMs), completion_id: id, ...fields }) as TraceEvent;
  const texts = chunksOf(response, gapsMs.length + 1);
  let atMs = ttftMs;
  const tokens = texts.map((token, index) => {
    if (index > 0) atMs += gapsMs[index - 1] ?? 0;
    return event(atMs, { type: 'token', ...token });
  });
  const calls = asObjects(response.toolCalls).map((call, index) =>
    event(endMs, {
      type: 'tool_call',
      tool_call_id: firstText(call.id) || `${id}-${index + 1}`,
      ...callOf(call),
    }),
  );
  const error = asObject(response.error);
  const failure = error
    ? [event(endMs, { type: 'error', message: firstText(error.message) || 'an error' })]
    : [];
  return [
    event(0, { type: 'prompt_sent', messages: promptOf(asObject(fixture.match)) }),
    ...tokens,
    ...calls,
    ...failure,
    event(Math.max(atMs, endMs), { type: 'response_completed' }),
  ];
}

function timingsOf({ recordedTimings }: JsonObject): { ttftMs: number; gapsMs: number[]; endMs: number } {
  const timings = asObject(recordedTimings);
  const delays = timings?.interChunkDelaysMs;
  const gapsMs = Array.isArray(delays) ? delays.map((delay) => asCount(delay) ?? 0) : [];
  const ttftMs = asCount(timings?.ttftMs) ?? 0;
  const lastMs = gapsMs.reduce((sum, gap) => sum + gap, ttftMs);
  return { ttftMs, gapsMs, endMs: Math.max(lastMs, asCount(timings?.totalDurationMs) ?? 0) };
}

/** Reasoning comes before the answer; both share the chunks by their lengths. */
function chunksOf(response: JsonObject, chunks: number): { text: string; channel?: 'reasoning' }[] {
  const reasoning = asString(response.reasoning) ?? '';
  const content = asString(response.content) ?? '';
  const share = reasoning.length / Math.max(1, reasoning.length + content.length);
  const first = reasoning === '' ? 0 : Math.max(1, Math.round(chunks * share));
  const pieces = (text: string, count: number) => (text === '' ? [] : cutInto(text, Math.max(1, count)));
  return [
    ...pieces(reasoning, first).map((text) => ({ text, channel: 'reasoning' as const })),
    ...pieces(content, chunks - first).map((text) => ({ text })),
  ];
}

function callOf({ name, arguments: given }: JsonObject): { name: string; arguments: string } {
  return {
    name: asString(name) ?? '',
    arguments: typeof given === 'string' ? given : JSON.stringify(given ?? {}),
  };
}

/** A pattern that requests are matched with is no message. */
function promptOf(match: JsonObject | undefined): { role: string; content: string }[] {
  const content = asString(match?.userMessage);
  return content === undefined ? [] : [{ role: 'user', content }];
}
