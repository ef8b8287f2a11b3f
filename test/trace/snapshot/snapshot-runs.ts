import fc from 'fast-check';
import {
  type JsonObject,
  type RunInfo,
  type RunStatus,
  Trace,
  type TraceEvent,
} from '../../../src/trace/index.js';
import { runEvents } from '../helpers/event-arbitraries.js';

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const text = fc.oneof(
  fc.constantFrom('', 'm', 'm\ud800', '\udfff', '</script>', '\u202e', '{"p":1,"g":', '"},{"type":"'),
  fc.string({ unit: 'binary' }),
);

const info = fc.record({
  run_id: text,
  model: text,
  provider: text,
  started_at: fc.constantFrom('', '2026-01-02T03:04:05.678Z', 'yesterday'),
  timing: fc.constantFrom('recorded' as const, 'server' as const, 'estimated' as const),
  workload: maybe(text),
  params: maybe(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 })) as fc.Arbitrary<JsonObject>),
});

const start = info.map((fields) => ({ type: 'run_started', ...defined(fields) }));

const end = fc.oneof(
  fc.constantFrom({ type: 'run_completed' }, { type: 'run_cancelled', duration_ms: 12.3456 }),
  text.map((message) => ({ type: 'run_failed', error: { message, code: 'killed' } })),
);

/** Tokens with fields that differ from one to the next: more kinds of them than columns have room for. */
const manyKinds = fc.array(
  fc.record({ type: fc.constant('token'), text, completion_id: fc.nat(300).map((id) => `c${id}`) }),
  { maxLength: 300 },
);

/** A curve by each of several sources, at odd moments. */
const memoryCurves = fc.array(
  fc
    .record({
      scope: fc.constantFrom('process', 'gpu'),
      source: fc.constantFrom('one', 'two', 'three'),
      memory_mb: maybe(fc.double({ min: 0, max: 1e6, noNaN: true })),
      without_files_mb: maybe(fc.double({ min: 0, max: 1e5, noNaN: true })),
      ratio: maybe(fc.double({ min: 0, max: 1, noNaN: true })),
    })
    .map((fields) => ({ type: 'memory', ...defined(fields) })),
  { maxLength: 50 },
);

/** A text as tokens that are cut anywhere, inside characters too. */
const cutAnywhere = fc
  .tuple(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    fc.array(fc.nat(60), { maxLength: 20 }),
  )
  .map(([whole, offsets]) => {
    const ends = [...new Set([...offsets, whole.length])].sort((a, b) => a - b);
    return ends.map((cut, at) => ({ type: 'token', text: whole.slice(ends[at - 1] ?? 0, cut) }));
  });

const gap = fc.oneof(
  fc.constantFrom(0, 0.25, 0.5, 1, 16.6667, 40, 86_400_000, 1e12),
  fc.double({ min: 0, max: 5000, noNaN: true }),
);

const further = fc.oneof(
  { weight: 4, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.oneof(manyKinds, memoryCurves, cutAnywhere) },
);

/** What a run is made of. */
interface Parts {
  header: Partial<RunInfo>;
  start: object | undefined;
  events: TraceEvent[];
  further: object[];
  gaps: number[];
  end: object | undefined;
  footer: RunStatus | undefined;
}

/** Runs of every shape that a reader may come to hold, with at least an event. */
export const snapshotRuns: fc.Arbitrary<Trace> = fc
  .record({
    header: fc.oneof(fc.constant({}), info) as fc.Arbitrary<Partial<RunInfo>>,
    start: maybe(start as fc.Arbitrary<object>),
    events: runEvents,
    further: further as fc.Arbitrary<object[]>,
    gaps: fc.array(gap, { minLength: 1, maxLength: 8 }),
    end: maybe(end),
    footer: maybe(fc.constantFrom<RunStatus[]>('completed', 'failed', 'cancelled', 'running')),
  })
  .map(traceOf)
  .filter((trace) => trace.length > 0);

function traceOf({ header, start, events, further, gaps, end, footer }: Parts): Trace {
  const trace = new Trace();
  trace.info = { ...trace.info, ...defined(header) };
  if (start) trace.append({ time_ms: 0, ...start } as TraceEvent);
  for (const event of events) trace.append(event);
  for (const [at, fields] of further.entries())
    trace.append({ time_ms: trace.durationMs + gaps[at % gaps.length]!, ...fields } as TraceEvent);
  const timeMs = trace.durationMs + gaps[0]!;
  if (end) trace.append({ time_ms: timeMs, duration_ms: timeMs, ...end } as TraceEvent);
  if (footer) trace.summary = { status: footer };
  return trace;
}

function defined<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
