import fc from 'fast-check';
import type { JsonValue, TraceEvent } from '../../../src/trace/index.js';

const completionId = fc.constantFrom(undefined, 'c1', 'c1#1', 'c2');
const callId = fc.constantFrom('t1', 't2');
const text = fc.oneof(
  fc.constantFrom('', 'a', ' the', '\n', '😀', '\ud83d', '\ude00', '<think>', '日本'),
  fc.string({ maxLength: 12, unit: 'binary' }),
);
const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JsonValue>;

/** Leaves absent what is undefined, as a JSON document does. */
function event(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .record(fields)
    .map((value) => Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)));
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const type = (name: string) => fc.constant(name);

const channelled = fc.oneof(
  fc.record({ channel: fc.constantFrom(undefined, 'reasoning') }),
  fc.record({ channel: fc.constant('tool'), tool_call_id: callId }),
);
const token = fc
  .tuple(
    event({
      type: type('token'),
      text,
      completion_id: completionId,
      count: maybe(fc.integer({ min: 0, max: 9 })),
      logprob: maybe(fc.double({ min: -9, max: 0, noNaN: true }).map((value) => (value === 0 ? 0 : value))),
      extra: maybe(json),
    }),
    channelled,
  )
  .map(([fields, channel]) => ({ ...fields, ...(channel.channel ? channel : {}) }));

const message = fc.record({ role: fc.constantFrom('user', 'system'), content: text });

const others = [
  event({
    type: type('prompt_sent'),
    completion_id: completionId,
    messages: fc.array(message, { maxLength: 3 }),
  }),
  event({
    type: type('tool_call'),
    completion_id: completionId,
    tool_call_id: callId,
    name: fc.constant('search'),
    arguments: fc.constantFrom('{}', '{"q":1}'),
  }),
  event({ type: type('tool_result'), completion_id: completionId, tool_call_id: callId, output: text }),
  event({ type: type('reasoning_completed'), completion_id: completionId }),
  event({ type: type('phase'), completion_id: completionId, name: fc.constantFrom('load', 'prefill') }),
  event({
    type: type('memory'),
    scope: fc.constantFrom('process', 'gpu', 'kv'),
    source: fc.constant('a test'),
    memory_mb: maybe(fc.nat(5000)),
    ratio: maybe(fc.constantFrom(0, 0.25, 1)),
  }),
  event({
    type: type('metric'),
    name: fc.constant('loss'),
    value: fc.integer(),
    unit: maybe(fc.constant('%')),
  }),
  event({ type: type('log'), level: fc.constant('info'), message: text }),
  event({ type: type('error'), completion_id: completionId, message: text }),
  event({
    type: type('response_completed'),
    completion_id: completionId,
    finish_reason: maybe(fc.constant('stop')),
    usage: maybe(fc.record({ completion_tokens: fc.nat(50) })),
  }),
  event({
    type: fc.constantFrom('beam_search', 'vendor.ping', '__proto__', 'constructor'),
    payload: maybe(json),
  }),
];

/** Any event of the schema but the one that ends a run, and some that it does not know. Times are steps from the one before. */
const untimed = fc.oneof(
  { weight: 6, arbitrary: token },
  ...others.map((arbitrary) => ({ weight: 1, arbitrary })),
);

/** Events of one run, in order of their times, as they come from a file. */
export const runEvents: fc.Arbitrary<TraceEvent[]> = fc
  .array(fc.tuple(fc.constantFrom(0, 0.25, 1, 40, 1500), untimed), { maxLength: 60 })
  .map((steps) => {
    let timeMs = 0;
    return steps.map(
      ([stepMs, fields]) => ({ time_ms: (timeMs += stepMs), ...fields }) as unknown as TraceEvent,
    );
  });
