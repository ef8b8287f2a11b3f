import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { EVENT_TYPES, type KnownEventType, type PromptSentEvent } from '../../src/trace/index.js';
import { runEvents } from './helpers/event-arbitraries.js';
import { parsed } from './helpers/trace-builder.js';

/** Each type with all its fields: [required, optional]. Values are right; what is wrong for each is in `WRONG`. */
const FIELDS: Record<KnownEventType, [required: object, optional: object]> = {
  run_started: [
    { run_id: 'r', model: 'm', provider: 'p' },
    {
      started_at: '2026-01-01T00:00:00Z',
      timing: 'server',
      simulated: true,
      workload: 'w',
      params: { temperature: null },
      server: { name: 'vllm', version: '1' },
      hardware: { cores: 2 },
    },
  ],
  phase: [{ name: 'prefill' }, { completion_id: 'c', progress: 0.5 }],
  prompt_sent: [{ messages: [{ role: 'user', content: 'x' }] }, { completion_id: 'c' }],
  token: [{ text: 'x' }, { completion_id: 'c', channel: 'tool', tool_call_id: 't', count: 2, logprob: -1 }],
  reasoning_completed: [{}, { completion_id: 'c' }],
  tool_call: [{ tool_call_id: 't', name: 'n', arguments: '{}' }, { completion_id: 'c' }],
  tool_result: [
    { tool_call_id: 't', output: 'o' },
    { completion_id: 'c', is_error: true },
  ],
  memory: [
    { scope: 'kv', source: 's' },
    { memory_mb: 12.5, ratio: 0.5 },
  ],
  metric: [
    { name: 'n', value: -1 },
    { unit: 'ms', tags: { a: 1 } },
  ],
  log: [{ level: 'info', message: 'm' }, {}],
  error: [{ message: 'm' }, { completion_id: 'c', code: 'e', severity: 'fatal' }],
  response_completed: [
    {},
    {
      completion_id: 'c',
      finish_reason: 'stop',
      usage: { completion_tokens: 1, prompt_tokens: 2, reasoning_tokens: 0, total_tokens: 3 },
      server_timings: { predicted_ms: 3 },
    },
  ],
  run_completed: [{ duration_ms: 1 }, {}],
  run_failed: [{ duration_ms: 1, error: { message: 'm', code: 'killed' } }, {}],
  run_cancelled: [{ duration_ms: 1 }, {}],
};

/** A value that no field of the schema takes, by the type of its right one. */
const wrongFor = (value: unknown) => (typeof value === 'string' ? 7 : 'wrong');

for (const type of EVENT_TYPES) {
  const [required, optional] = FIELDS[type];
  const whole = { type, time_ms: 1.5, ...required, ...optional };

  describe(`parseEvent of ${type}`, () => {
    test('takes it with all its fields, unchanged', () => {
      assert.deepEqual(parsed(whole), { event: whole, faults: [] });
    });

    test('takes it with its required fields alone', () => {
      const least = { type, time_ms: 0, ...required };
      assert.deepEqual(parsed(least), { event: least, faults: [] });
    });

    test('keeps fields that it does not know', () => {
      const extended = { ...whole, vendor: { x: [1, null] } };
      assert.deepEqual(parsed(extended).event, extended);
    });

    for (const [field, value] of Object.entries(required)) {
      test(`leaves it out, and says so, without ${field} or with a wrong one`, () => {
        assert.deepEqual(parsed({ ...whole, [field]: null }), {
          event: undefined,
          faults: [`${type}.${field} is missing`],
        });
        assert.deepEqual(parsed({ ...whole, [field]: wrongFor(value) }), {
          event: undefined,
          faults: [`${type}.${field} is of a wrong shape`],
        });
      });
    }

    for (const [field, value] of Object.entries(optional)) {
      test(`leaves off a wrong ${field}, and says so; a null one without a word`, () => {
        const { [field]: _left, ...rest } = whole as Record<string, unknown>;
        assert.deepEqual(parsed({ ...whole, [field]: wrongFor(value) }), {
          event: rest,
          faults: [`${type}.${field} is of a wrong shape`],
        });
        assert.deepEqual(parsed({ ...whole, [field]: null }), { event: rest, faults: [] });
      });
    }
  });
}

describe('parseEvent', () => {
  test('refuses what is no event, and says why', () => {
    const faultOf = (value: unknown) => parsed(value).faults.join();
    for (const value of [null, 5, 'token', [], undefined]) {
      assert.equal(faultOf(value), 'an event is not an object');
    }
    assert.equal(faultOf({ time_ms: 1 }), 'an event has no type');
    assert.equal(faultOf({ type: 5, time_ms: 1 }), 'an event has no type');
    for (const time of [undefined, null, '1', Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.equal(faultOf({ type: 'token', time_ms: time, text: 'x' }), 'token.time_ms is not a number');
    }
  });

  test('keeps an unknown type whole', () => {
    const event = { type: 'beam', time_ms: 2, beams: [{ text: 'a' }], completion_id: 'c' };
    assert.deepEqual(parsed(event), { event, faults: [] });
  });

  test('takes names of an object’s own methods as unknown types, not as the schema’s', () => {
    for (const type of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      assert.deepEqual(parsed({ type, time_ms: 0 }), { event: { type, time_ms: 0 }, faults: [] });
    }
  });

  test('keeps a field named __proto__ as data', () => {
    const event = parsed(
      JSON.parse('{"type":"log","time_ms":0,"level":"i","message":"m","__proto__":{"a":1}}'),
    ).event!;
    assert.ok(Object.hasOwn(event, '__proto__'));
    assert.equal(Object.getPrototypeOf(event), Object.prototype);
  });

  test('keeps shares between 0 and 1', () => {
    assert.equal(parsed({ type: 'phase', time_ms: 0, name: 'load', progress: 50 }).faults.length, 1);
    assert.equal(parsed({ type: 'phase', time_ms: 0, name: 'load', progress: -0.1 }).faults.length, 1);
    assert.equal(
      parsed({ type: 'memory', time_ms: 0, scope: 'kv', source: 's', ratio: 1.5 }).faults.length,
      1,
    );
  });

  test('takes a null inside usage, server and error for absent', () => {
    const usage = { completion_tokens: 5, prompt_tokens: null, reasoning_tokens: null, total_tokens: 5 };
    const { event, faults } = parsed({ type: 'response_completed', time_ms: 0, usage });
    assert.deepEqual(faults, []);
    assert.deepEqual(event, {
      type: 'response_completed',
      time_ms: 0,
      usage: { completion_tokens: 5, total_tokens: 5 },
    });
  });

  test('takes a message without content, as assistants that only call tools have, for an empty one', () => {
    const call = { role: 'assistant', content: null, tool_calls: [{ id: 't' }] };
    const { event, faults } = parsed({ type: 'prompt_sent', time_ms: 0, messages: [call, { role: 'tool' }] });
    assert.deepEqual(faults, []);
    assert.deepEqual((event as PromptSentEvent).messages, [
      { ...call, content: '' },
      { role: 'tool', content: '' },
    ]);
  });

  test('refuses messages of a wrong shape', () => {
    for (const messages of [
      {},
      [5],
      [{ content: 'x' }],
      [{ role: 'u', content: 5 }],
      [{ role: 'u', content: [{}] }],
    ]) {
      assert.deepEqual(parsed({ type: 'prompt_sent', time_ms: 0, messages }).faults, [
        'prompt_sent.messages is of a wrong shape',
      ]);
    }
  });

  test('never throws on JSON, and what it returns passes again unchanged', () => {
    const likely = fc.record(
      Object.fromEntries(
        [
          'time_ms',
          'text',
          'messages',
          'usage',
          'channel',
          'count',
          'name',
          'error',
          'scope',
          'duration_ms',
        ].map((field) => [
          field,
          fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.nat(3), fc.constant('response')),
        ]),
      ),
      { requiredKeys: ['time_ms'] },
    );
    const typed = fc
      .tuple(fc.constantFrom(...EVENT_TYPES, 'other'), likely)
      .map(([type, fields]) => ({ type, ...fields }));
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), typed), (value) => {
        const before = JSON.stringify(value);
        const { event } = parsed(value);
        assert.equal(JSON.stringify(value), before);
        if (event) assert.deepEqual(parsed(event), { event, faults: [] });
      }),
      { numRuns: 500 },
    );
  });

  test('gives back every right event as it is', () => {
    fc.assert(
      fc.property(runEvents, (events) => {
        for (const event of events) assert.deepEqual(parsed(event), { event, faults: [] });
      }),
      { numRuns: 50 },
    );
  });
});
