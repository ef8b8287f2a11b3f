import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { DialectName } from '../../../src/trace/index.js';
import { cutAt } from '../helpers/read-text.js';
import { chunk, content, done, readStream, sse, stop } from '../helpers/streams.js';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom('<think>', '</think>', '<', '😀', '\n\n'),
);

const frame = fc.oneof(
  text.map((one) => content(one)),
  text.map((one) => content(one, { logprobs: { content: [{ token: one, logprob: -1 }] } })),
  text.map((one) => chunk({ reasoning_content: one })),
  text.map((one) => content(one, { index: 1 })),
  text.map((one) => chunk({ tool_calls: [{ index: 0, id: 't', function: { name: 'n', arguments: one } }] })),
  fc.constantFrom(
    ': ping\n\n',
    stop,
    done,
    'data: oops\n\n',
    'error: {"message":"x"}\n\n',
    sse({ usage: { completion_tokens: 3 } }),
  ),
  fc.jsonValue().map((value) => sse(value)),
);
const line = fc
  .oneof(
    text.map((one) => ({ response: one })),
    text.map((one) => ({ message: { content: one, thinking: '' } })),
    text.map((one) => ({ message: { content: '', thinking: one } })),
    fc.constant({ message: { tool_calls: [{ function: { name: 'n', arguments: {} } }] } }),
    fc.constantFrom({ done: true, eval_count: 2 }, { error: 'x' }),
    fc.jsonValue(),
  )
  .map((value) => `${JSON.stringify(value)}\n`);

const BODIES: [DialectName, fc.Arbitrary<string>][] = [
  [
    'openai-chat',
    fc
      .tuple(fc.array(frame, { maxLength: 12 }), fc.constantFrom('\n', '\r\n', '\r'))
      .map(([frames, lineEnd]) => frames.join('').replaceAll('\n', lineEnd)),
  ],
  ['ollama', fc.array(line, { maxLength: 12 }).map((lines) => lines.join(''))],
];

for (const [name, bodies] of BODIES) {
  describe(`a body of ${name}`, () => {
    test('says the same however it is cut', () => {
      fc.assert(
        fc.property(bodies, fc.array(fc.nat(), { maxLength: 8 }), (body, cuts) => {
          const whole = readStream(name, body);
          const cut = readStream(name, ...cutAt(body, cuts));
          assert.deepEqual(cut.events, whole.events);
          assert.equal(cut.stream.ending, whole.stream.ending);
          assert.deepEqual(cut.stream.error, whole.stream.error);
        }),
        { numRuns: 400 },
      );
    });

    test('never throws, whatever it is, and tells no completion’s times backwards', () => {
      const any = fc.oneof(
        bodies,
        fc.string({ maxLength: 60 }),
        fc.tuple(bodies, fc.string()).map((parts) => parts.join('')),
      );
      fc.assert(
        fc.property(any, fc.array(fc.nat(), { maxLength: 5 }), (body, cuts) => {
          const { timed } = readStream(name, ...cutAt(body, cuts));
          const latest = new Map<string, number>();
          for (const { event, arrivalMs } of timed) {
            // Heartbeats belong to no completion: they come while its text is held back.
            if (event.type === 'log') continue;
            const id = ('completion_id' in event && event.completion_id) || '';
            assert.ok(arrivalMs >= (latest.get(id) ?? 0));
            latest.set(id, arrivalMs);
          }
        }),
        { numRuns: 400 },
      );
    });
  });
}
