import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { cutAt } from '../helpers/read-text.js';
import { readStream, sse, textsOf, tokensOf, typesOf } from '../helpers/streams.js';

const read = (...pieces: string[]) => readStream('plain-text', ...pieces);
const wordsOf = (...pieces: string[]) => tokensOf(read(...pieces)).map(({ text }) => text);

describe('a stream of no known dialect', () => {
  test('is its text as it came, each piece with its time', () => {
    const reading = read('Hel', 'lo\n', ' there');
    assert.deepEqual(reading.events, [
      { type: 'token', text: 'Hel' },
      { type: 'token', text: 'lo\n' },
      { type: 'token', text: ' there' },
      { type: 'response_completed' },
    ]);
    assert.deepEqual(
      reading.timed.map(({ arrivalMs }) => arrivalMs),
      [1, 2, 3, 3],
    );
    assert.equal(reading.stream.ending, 'completed');
    assert.equal(reading.stream.error, undefined);
  });

  test('tells each piece when it came, also what was held back to tell its kind', () => {
    const { timed } = read('\n', 'da', 'ys go by');
    assert.deepEqual(
      timed.map(({ arrivalMs }) => arrivalMs),
      [1, 2, 3, 3],
    );
    assert.deepEqual(wordsOf('\n', 'da', 'ys go by'), ['\n', 'da', 'ys go by']);
    assert.deepEqual(wordsOf('\n', 'id'), ['\n', 'id']);
  });

  test('of events is the text of each, without its end mark', () => {
    const body = [sse('Hello'), sse(' there'), 'event: x\nid: 5\ndata: you\n\n', sse('[DONE]')];
    assert.deepEqual(wordsOf(...body), ['Hello', ' there', 'you']);
    assert.deepEqual(wordsOf(body.join('')), ['Hello', ' there', 'you']);
    assert.deepEqual(wordsOf('data: a\ndata: b\n\n'), ['a\nb']);
  });

  test('of events of JSON is a line for each', () => {
    const frames = [sse({ tick: 1 }), sse({ error: 'x' }), sse({ done: true })];
    assert.deepEqual(wordsOf(...frames), ['{"tick":1}\n', '{"error":"x"}\n', '{"done":true}\n']);
    assert.equal(read(...frames).stream.ending, 'completed');
  });

  test('of events keeps its heartbeats, what is no event, and a last one that was cut', () => {
    const reading = read(': hi\n\n', 'stray\n', sse('a'), 'data: b');
    assert.deepEqual(reading.events, [
      { type: 'log', level: 'debug', message: 'heartbeat: hi' },
      { type: 'token', text: 'stray\n' },
      { type: 'token', text: 'a' },
      { type: 'token', text: 'b' },
      { type: 'response_completed' },
    ]);
  });

  test('of lines of JSON is its lines, however they came', () => {
    const lines = ['{"a":1}\n', '{"b":2}\r\n', '\n', '{"c'];
    assert.deepEqual(wordsOf(lines.join('')), lines);
    assert.deepEqual(wordsOf('{"a":', '1}\n{"b":2}\r\n\n{"c'), lines);
  });

  test('puts its completion’s id on every event', async () => {
    const { createDialectStream } = await import('../../../src/trace/index.js');
    const stream = createDialectStream('plain-text', { completionId: 'c7' });
    const events = [...stream.push('a'), ...stream.finish()].map(({ event }) => event);
    assert.deepEqual(events, [
      { type: 'token', completion_id: 'c7', text: 'a' },
      { type: 'response_completed', completion_id: 'c7' },
    ]);
  });

  test('says nothing twice, and may say nothing', () => {
    const { stream, events } = read();
    assert.deepEqual(events, [{ type: 'response_completed' }]);
    assert.deepEqual(stream.finish(), []);
  });

  test('holds no line back that never ends', () => {
    const pieces = Array.from({ length: 100 }, () => 'x'.repeat(1000));
    const reading = read('{', ...pieces);
    const atEnd = reading.timed.filter(({ event, arrivalMs }) => event.type === 'token' && arrivalMs === 101);
    assert.ok(atEnd.length <= 2);
    assert.equal(textsOf(reading).response, `{${pieces.join('')}`);
  });

  test('says the same of events however they are cut, whatever their text', () => {
    const data = fc.string({ unit: 'binary', maxLength: 12 }).map((one) => one.replaceAll(/[\r\n]/g, ''));
    const frame = fc.oneof(
      data.map((one) => sse(one)),
      fc.jsonValue().map((value) => sse(JSON.stringify(value))),
      fc.constantFrom(': ping\n\n', 'event: x\n', 'id: 1\n', 'stray\n', sse('[DONE]')),
    );
    const body = fc
      .tuple(fc.array(frame, { maxLength: 8 }), fc.constantFrom('\n', '\r\n', '\r'))
      .map(([frames, lineEnd]) => `data: first\n\n${frames.join('')}`.replaceAll('\n', lineEnd));
    fc.assert(
      fc.property(body, fc.array(fc.nat(), { maxLength: 6 }), (text, cuts) => {
        assert.deepEqual(read(...cutAt(text, cuts)).events, read(text).events);
      }),
      { numRuns: 300 },
    );
  });

  test('loses nothing of text, however it is cut', () => {
    const text = fc
      .string({ unit: 'binary', maxLength: 40 })
      .filter((one) => !/^\s*(data|event|id|retry)?:/.test(one));
    fc.assert(
      fc.property(text, fc.array(fc.nat(), { maxLength: 6 }), (body, cuts) => {
        const reading = read(...cutAt(body, cuts));
        assert.equal(textsOf(reading).response ?? '', body);
        assert.equal(typesOf(reading).at(-1), 'response_completed');
      }),
      { numRuns: 500 },
    );
  });
});
