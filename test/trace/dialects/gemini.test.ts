import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { callsOf, only, readStream, resultsOf, sse, textsOf, tokensOf, typesOf } from '../helpers/streams.js';

const read = (...pieces: string[]) => readStream('gemini', ...pieces);

interface Candidate {
  index?: number;
  finishReason?: string;
}

/** A chunk with one candidate of these parts. */
const chunkOf = (parts: object[], candidate: Candidate = {}, more: object = {}) => ({
  candidates: [{ content: { parts, role: 'model' }, ...candidate }],
  modelVersion: 'gemini-x',
  responseId: 'r1',
  ...more,
});
const counts = (candidatesTokenCount?: number, thoughtsTokenCount?: number) => ({
  usageMetadata: {
    promptTokenCount: 8,
    candidatesTokenCount,
    thoughtsTokenCount,
    totalTokenCount: 8 + (candidatesTokenCount ?? 0) + (thoughtsTokenCount ?? 0),
  },
});
const said = (text: string, more: object = {}) => sse(chunkOf([{ text }], {}, more));
const stop = sse(chunkOf([{ text: '' }], { finishReason: 'STOP' }));

describe('a stream of Gemini', () => {
  const chunks = [
    chunkOf([{ text: '**Plan**\n', thought: true }], {}, counts(undefined, 5)),
    chunkOf([{ text: 'more', thought: true }], {}, counts(undefined, 9)),
    chunkOf([{ text: 'Grüße', thoughtSignature: 'zzz' }], {}, counts(2, 9)),
    chunkOf([{ text: ' dir' }], { finishReason: 'STOP' }, counts(5, 9)),
  ];
  const body = chunks.map((chunk) => sse(chunk)).join('');
  const expected = [
    { type: 'token', text: '**Plan**\n', channel: 'reasoning', count: 5 },
    { type: 'token', text: 'more', channel: 'reasoning', count: 4 },
    { type: 'reasoning_completed' },
    { type: 'token', text: 'Grüße', count: 2 },
    { type: 'token', text: ' dir', count: 3 },
    {
      type: 'response_completed',
      finish_reason: 'STOP',
      usage: { prompt_tokens: 8, completion_tokens: 14, reasoning_tokens: 9, total_tokens: 22 },
    },
  ];

  test('is its thoughts, its text and its end, counted as it goes, thoughts among what it wrote', () => {
    const reading = read(body);
    assert.deepEqual(reading.events, expected);
    assert.equal(reading.stream.ending, 'completed');
    assert.equal(reading.stream.model, 'gemini-x');
  });

  const FRAMINGS: Record<string, string> = {
    'with CRLF': body.replaceAll('\n\n', '\r\n\r\n'),
    'without blank lines': body.replaceAll('\n\n', '\n'),
    'without blank lines, with CRLF': body.replaceAll('\n\n', '\r\n'),
    'without the last line break': body.trimEnd(),
    'as an array': JSON.stringify(chunks),
    'as an array, a chunk on a line': `[${chunks.map((chunk) => JSON.stringify(chunk)).join('\n,\r\n')}\n]\n`,
    'as an array over many lines': JSON.stringify(chunks, null, 2),
    'as an array over many lines, with a byte order mark': `\uFEFF\n${JSON.stringify(chunks, null, 2)}`,
  };
  for (const [name, other] of Object.entries(FRAMINGS)) {
    test(`reads the same ${name}, cut at every place`, () => {
      for (let cut = 0; cut <= other.length; cut++)
        assert.deepEqual(read(other.slice(0, cut), other.slice(cut)).events, expected);
      assert.deepEqual(read(...other).events, expected);
    });
  }

  test('as an array tells each chunk when it came', () => {
    const pieces = chunks.map((chunk, index) => `${index === 0 ? '[' : ',\r\n'}${JSON.stringify(chunk)}`);
    const { timed } = read(...pieces, ']');
    assert.deepEqual(
      timed.map(({ arrivalMs }) => arrivalMs),
      [1, 2, 3, 3, 4, 5],
    );
  });

  test('that is cut is open, and says nothing of what is left of a chunk', () => {
    for (const whole of [body, JSON.stringify(chunks)]) {
      const reading = read(whole.slice(0, -60));
      assert.equal(reading.stream.ending, 'open');
      assert.deepEqual(textsOf(reading), { reasoning: '**Plan**\nmore', response: 'Grüße' });
    }
  });

  test('that stops for another reason says which', () => {
    const reading = read(said('a'), sse({ candidates: [{ finishReason: 'MAX_TOKENS' }] }));
    assert.equal(only(reading, 'response_completed').finish_reason, 'MAX_TOKENS');
    assert.equal(reading.stream.ending, 'completed');
  });

  test('of several candidates is a completion for each, and its counts are no one’s alone', () => {
    const both = (left: string, right: string, finishReason?: string) => {
      const candidates = [left, right].map((text, index) => ({
        index,
        content: { parts: [{ text }] },
        finishReason,
      }));
      return sse({ candidates, ...counts(6) });
    };
    const reading = read(both('a', 'x'), both('b', 'y', 'STOP'));
    assert.deepEqual(textsOf(reading), { response: 'ab', '#1/response': 'xy' });
    const [main, other] = reading.events.filter((event) => event.type === 'response_completed');
    assert.equal(main?.usage?.completion_tokens, 6);
    assert.equal(other?.usage, undefined);
    assert.ok(tokensOf(reading).every(({ count }) => count === undefined));
    const apart = read(
      sse(chunkOf([{ text: 'a' }], { index: 0 })),
      sse(chunkOf([{ text: 'x' }], { index: 1 })),
    );
    assert.deepEqual(textsOf(apart), { response: 'a', '#1/response': 'x' });
    const late = sse(chunkOf([{ text: 'b' }], { index: 0 }, counts(9)));
    const [, , last] = tokensOf(
      read(said('a', counts(1)), sse(chunkOf([{ text: 'x' }], { index: 1 }, counts(3))), late),
    );
    assert.deepEqual(last, { type: 'token', text: 'b' });
  });

  test('of which one candidate did not finish is cut', () => {
    const reading = read(sse(chunkOf([{ text: 'x' }], { index: 1 })), stop);
    assert.equal(reading.stream.ending, 'open');
  });

  test('keeps the usage that it told last, and counts no chunk by one that comes only at the end', () => {
    const reading = read(said('a'), said('b', counts()), said('c', counts(30)), stop);
    assert.equal(only(reading, 'response_completed').usage?.completion_tokens, 30);
    assert.deepEqual(
      tokensOf(reading).map(({ count }) => count),
      [undefined, undefined, undefined],
    );
  });

  test('may be one answer that was not streamed', () => {
    const answer = chunkOf(
      [{ text: 'hm', thought: true }, { text: 'Hi' }],
      { finishReason: 'STOP' },
      counts(1, 2),
    );
    for (const whole of [JSON.stringify(answer), JSON.stringify(answer, null, 2)]) {
      const reading = read(...whole);
      assert.deepEqual(textsOf(reading), { reasoning: 'hm', response: 'Hi' });
      assert.equal(reading.stream.ending, 'completed');
      assert.deepEqual(
        tokensOf(reading).map(({ count }) => count),
        // Its usage tells of all parts together; readers spread it over their channels.
        [undefined, undefined],
      );
    }
  });

  test('bears chunks of any shape', () => {
    const odd = [
      5,
      null,
      [],
      'x',
      {},
      { candidates: 5 },
      { candidates: [5, null, {}] },
      { promptFeedback: 5 },
    ];
    const parts = [5, null, {}, { text: 5 }, { functionCall: 5 }, { inlineData: { mimeType: 'image/png' } }];
    const more = chunkOf(parts as object[]);
    const reading = read(...[...odd, more].map((one) => sse(JSON.stringify(one))), said('a'), stop);
    assert.deepEqual(textsOf(reading), { response: 'a' });
    assert.equal(read('[5,"}{",null,[],{},[{}]]').stream.ending, 'open');
  });
});

describe('a tool call in a stream of Gemini', () => {
  test('comes whole, several in one chunk too', () => {
    const reading = read(
      sse(chunkOf([{ text: 'hm', thought: true }])),
      sse(
        chunkOf([{ functionCall: { name: 'a', args: { x: 1 } } }, { functionCall: { id: 'f2', name: 'b' } }]),
      ),
      sse(chunkOf([{ functionCall: { name: 'a', args: { x: 2 } } }], { finishReason: 'STOP' })),
    );
    const calls = callsOf(reading);
    assert.equal(
      new Set(reading.events.map((event) => 'tool_call_id' in event && event.tool_call_id)).size,
      4,
    );
    assert.deepEqual(
      calls.map((call) => call.slice(call.indexOf(' ') + 1)),
      ['a({"x":1})', 'b({})', 'a({"x":2})'],
    );
    assert.match(calls[1]!, /^f2 /);
    assert.deepEqual(typesOf(reading).slice(0, 4), ['token', 'reasoning_completed', 'token', 'tool_call']);
    assert.equal(reading.stream.ending, 'completed');
  });

  test('of code that the server ran brings its result', () => {
    const ran = (outcome: string) =>
      read(
        sse(chunkOf([{ executableCode: { language: 'PYTHON', code: 'print(1)' } }])),
        sse(chunkOf([{ codeExecutionResult: { outcome, output: '1\n' } }, { text: 'One.' }])),
        stop,
      );
    assert.deepEqual(callsOf(ran('OUTCOME_OK')), ['call_1 code_execution(print(1))']);
    assert.deepEqual(resultsOf(ran('OUTCOME_OK')), ['call_1: 1\n']);
    assert.deepEqual(resultsOf(ran('OUTCOME_FAILED')), ['call_1!: 1\n']);
    assert.equal(textsOf(ran('OUTCOME_OK')).response, 'One.');
  });
});

describe('a tool call in a stream of Gemini that comes in parts', () => {
  const call = (functionCall: object, more: object = {}) => sse(chunkOf([{ functionCall }], more));
  const part = (jsonPath: string, value: object, more: object = { willContinue: true }) =>
    call({ partialArgs: [{ jsonPath, ...value }], ...more });
  const begin = call({ name: 'f', id: 'f1', willContinue: true });
  const end = call({});
  const weather = [
    begin,
    part('$.location', { stringValue: 'New "', willContinue: true }),
    part('$.location', { stringValue: 'Delhi\n', willContinue: true }),
    part('$.location', { stringValue: '' }),
    part('$.days', { numberValue: 2.5 }),
    part('$.units.metric', { boolValue: true }),
    part("$.units['wind speed']", { stringValue: 'm/s' }),
    part('$.tags[0]', { stringValue: 'a' }),
    part('$.tags[1].name', { nullValue: 'NULL_VALUE' }),
  ];
  const args =
    '{"location":"New \\"Delhi\\n","days":2.5,"units":{"metric":true,"wind speed":"m/s"},"tags":["a",{"name":null}]}';

  test('streams its arguments as the JSON that they make up, and is told once it is complete', () => {
    for (const last of [end, call({ willContinue: false }), ''])
      for (const stopped of [stop, sse(chunkOf([], { finishReason: 'STOP' }))]) {
        const reading = read(...weather, last, stopped);
        assert.deepEqual(callsOf(reading), [`f1 f(${args})`]);
        assert.deepEqual(textsOf(reading), { 'tool f1': args });
        assert.equal(reading.stream.ending, 'completed');
      }
    assert.deepEqual(JSON.parse(args), {
      location: 'New "Delhi\n',
      days: 2.5,
      units: { metric: true, 'wind speed': 'm/s' },
      tags: ['a', { name: null }],
    });
  });

  test('is the same however it is cut, and not told as complete where the stream is cut', () => {
    const body = [...weather, end, stop].join('');
    const whole = read(body);
    for (const step of [1, 7, 50])
      assert.deepEqual(read(...(body.match(new RegExp(`[^]{1,${step}}`, 'g')) ?? [])).events, whole.events);
    const cut = read(...weather.slice(0, 3));
    assert.deepEqual(callsOf(cut), []);
    assert.deepEqual(textsOf(cut), { 'tool f1': '{"location":"New \\"Delhi\\n' });
    assert.equal(cut.stream.ending, 'open');
  });

  test('may have no arguments, all in one part, or whole at its end; the next one is another', () => {
    const reading = read(
      call({ name: 'a', willContinue: true }),
      end,
      call({ name: 'b', partialArgs: [{ jsonPath: '$.x', numberValue: 1 }] }),
      call({ name: 'c', willContinue: true }),
      call({ args: { y: 2 } }),
      call({ name: 'd', willContinue: true }),
      call({ name: 'e', args: { z: 3 } }),
      stop,
    );
    assert.deepEqual(
      callsOf(reading).map((one) => one.slice(one.indexOf(' ') + 1)),
      ['a({})', 'b({"x":1})', 'c({"y":2})', 'd({})', 'e({"z":3})'],
    );
  });

  test('keeps to its own candidate', () => {
    const of = (index: number, functionCall: object) => sse(chunkOf([{ functionCall }], { index }));
    const value = (text: string) => ({
      partialArgs: [{ jsonPath: '$.v', stringValue: text }],
      willContinue: true,
    });
    const reading = read(
      of(0, { name: 'a', willContinue: true }),
      of(1, { name: 'b', willContinue: true }),
      of(0, value('x')),
      of(1, value('y')),
      of(0, {}),
      of(1, {}),
    );
    assert.deepEqual(
      callsOf(reading).map((one) => one.slice(one.indexOf(' ') + 1)),
      ['a({"v":"x"})', 'b({"v":"y"})'],
    );
  });

  test('is JSON whatever its values are, where their paths are in order', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }).map((stringValue) => ({ stringValue })),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((numberValue) => ({ numberValue })),
      fc.constantFrom({ boolValue: false }, { nullValue: 'NULL_VALUE' }),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 8 }), (values) => {
        const parts = values.map((one, index) => part(`$.list[${index}].v`, one));
        const [told] = callsOf(read(begin, ...parts, end, stop));
        const list = (JSON.parse(told!.slice('f1 f('.length, -1)) as { list?: { v: unknown }[] }).list ?? [];
        const expected = values.map((one) => Object.values(one)[0] as unknown);
        assert.deepEqual(
          list.map(({ v }) => v),
          expected.map((one) => (one === 'NULL_VALUE' ? null : JSON.parse(JSON.stringify(one)))),
        );
      }),
      { numRuns: 100 },
    );
  });

  test('bears paths that have no place and parts of any shape', () => {
    const odd = ['', '$', '$.a', '$.a.b', '$[0]', '$.a[0]', '$.__proto__.x', '$..', '$.a'];
    const shapes = [
      { partialArgs: 5 },
      { partialArgs: [5, {}, { jsonPath: 5 }], willContinue: 'yes' },
      { willContinue: true },
    ];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...odd), { maxLength: 8 }),
        fc.constantFrom(...shapes),
        (paths, shape) => {
          const reading = read(
            begin,
            ...paths.map((path) => part(path, { stringValue: 'x' })),
            call(shape),
            stop,
          );
          for (const told of callsOf(reading))
            assert.doesNotThrow(() => JSON.parse(told.slice(told.indexOf('(') + 1, -1)) as unknown, told);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('an error in a stream of Gemini', () => {
  const told = { error: { code: 503, message: 'Overloaded', status: 'UNAVAILABLE' } };

  test('ends it wherever it comes', () => {
    const body = [said('a'), said('b'), stop];
    for (let place = 0; place <= body.length; place++) {
      const reading = read(...body.slice(0, place), sse(told), ...body.slice(place));
      assert.equal(reading.stream.ending, 'failed');
      assert.deepEqual(reading.stream.error, { message: 'Overloaded', code: '503' });
      assert.equal(reading.events.at(-1)?.type, 'error');
    }
  });

  test('may be the whole body, or an element of the array', () => {
    for (const body of [JSON.stringify(told), JSON.stringify([told], null, 2)])
      assert.equal(read(body).stream.error?.message, 'Overloaded');
    const late = read(`[${JSON.stringify(chunkOf([{ text: 'a' }]))},${JSON.stringify(told)}]`);
    assert.deepEqual(textsOf(late), { response: 'a' });
    assert.equal(late.stream.ending, 'failed');
  });

  test('is told of a prompt that was refused', () => {
    const reading = read(sse({ promptFeedback: { blockReason: 'SAFETY' }, ...counts() }));
    assert.equal(reading.stream.ending, 'failed');
    assert.deepEqual(reading.stream.error, { message: 'the prompt was refused: SAFETY', code: 'SAFETY' });
  });
});
