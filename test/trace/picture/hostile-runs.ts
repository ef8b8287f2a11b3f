import fc from 'fast-check';
import { Trace, type TraceEvent } from '../../../src/trace/index.js';
import { runEvents } from '../helpers/event-arbitraries.js';

const MARKUP = [
  '</text><script>alert(1)</script>',
  '<svg onload="alert(1)">',
  ']]><!--',
  '&amp;&#0;&lt;',
  '</style><style>*{fill:url(http://a.example)}',
  '@import "http://a.example";',
  '\u0000\u0008\u000b\ufffe\uffff\u009f',
  '\ud800',
  '\udc00\ud800',
  '\u202eevil\u2066',
  "' onload='alert(1)",
  '--> <?xml ?> <!DOCTYPE x [<!ENTITY a "b">]>&a;',
];

const text = fc.oneof(fc.constantFrom(...MARKUP), fc.string({ unit: 'binary', maxLength: 40 }));

/** Runs with everything in their texts that could break out of a picture. */
export const hostileRuns: fc.Arbitrary<Trace> = fc
  .record({
    started: fc.record({
      model: text,
      provider: text,
      timing: fc.constantFrom('recorded', 'server', 'estimated'),
      simulated: fc.boolean(),
    }),
    events: runEvents,
    answer: fc.array(fc.record({ text, channel: fc.constantFrom(undefined, 'reasoning') }), {
      maxLength: 20,
    }),
    error: text,
  })
  .map(({ started, events, answer, error }) => {
    const trace = new Trace();
    const add = (event: object) => trace.append(event as TraceEvent);
    add({ type: 'run_started', time_ms: 0, run_id: 'r', started_at: '', ...started });
    for (const event of events) add(event);
    for (const token of answer) add({ type: 'token', time_ms: trace.durationMs + 10, ...token });
    add({ type: 'run_failed', time_ms: trace.durationMs, duration_ms: 1, error: { message: error } });
    return trace;
  });
