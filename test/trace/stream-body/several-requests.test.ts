import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  completionMetrics,
  createDialectStream,
  runMetrics,
  type Trace,
  type TraceEvent,
} from '../../../src/trace/index.js';
import { cutAt, readText } from '../helpers/read-text.js';
import { chunk, content, done, readChat, readOllama, sse, stop, textsOf } from '../helpers/streams.js';
import { noticeCodes, textByChannel } from '../helpers/trace-builder.js';

const eventsOf = (trace: Trace): TraceEvent[] =>
  Array.from({ length: trace.length }, (_, index) => trace.eventAt(index));
/** Type and time of all but the start and the end. */
const outline = (trace: Trace) =>
  eventsOf(trace)
    .slice(1, -1)
    .map((event) => `${event.type} ${'completion_id' in event ? event.completion_id : ''} ${event.time_ms}`);

const lines = (...all: object[]) => all.map((line) => `${JSON.stringify(line)}\n`).join('');

/** Chunks of the request of that id. */
const answer = (id: string, text: string, end = stop + done) =>
  (content(text[0]!) + content(text[1]!) + end).replaceAll('chatcmpl-1', id);
const usage = sse({ id: 'chatcmpl-1', choices: [], usage: { prompt_tokens: 5, completion_tokens: 2 } });

describe('several chat completions in one body', () => {
  const TWO: Record<string, string> = {
    'each with its end mark': answer('a', 'xy') + answer('b', 'zw'),
    'told apart by their ids alone': answer('a', 'xy', stop) + answer('b', 'zw', stop),
    'of which the first has its usage behind its end': answer('a', 'xy', stop + usage) + answer('b', 'zw'),
    'without ids': [answer('a', 'xy'), answer('b', 'zw')]
      .join(chunk({ role: 'assistant', content: '' }))
      .replaceAll(/"id":"[^"]*",/g, ''),
  };
  for (const [name, body] of Object.entries(TWO)) {
    test(`${name} are a completion each, however they are cut`, async () => {
      const { trace } = await readText(body);
      assert.deepEqual(textByChannel(trace), { 'c1/response': 'xy', 'c2/response': 'zw' });
      assert.deepEqual(
        trace.completions.map(({ finishReason }) => finishReason),
        ['stop', 'stop'],
      );
      assert.equal(trace.status, 'completed');
      fc.assert(
        fc.property(fc.array(fc.nat(), { maxLength: 6 }), (cuts) => {
          assert.deepEqual(readChat(...cutAt(body, cuts)).events, readChat(body).events);
        }),
        { numRuns: 30 },
      );
    });
  }

  test('that are whole answers on lines of their own, too', async () => {
    const whole = (id: string, text: string) => ({
      id,
      choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
    });
    const { trace } = await readText(lines(whole('a', 'xy'), whole('b', 'zw')));
    assert.deepEqual(textByChannel(trace), { 'c1/response': 'xy', 'c2/response': 'zw' });
  });

  test('keep each its usage, and count together', async () => {
    const { trace } = await readText(
      answer('a', 'xy', stop + usage + done) + answer('b', 'zw', stop + usage),
    );
    assert.deepEqual(
      trace.completions.map((completion) => completion.usage?.prompt_tokens),
      [5, 5],
    );
    assert.equal(runMetrics(trace).completion_tokens, 4);
  });

  test('count their tokens each from nothing', async () => {
    const counted = (text: string, count: number) =>
      content(text, { usage: { prompt_tokens: 1, completion_tokens: count } });
    const body = counted('x', 3) + counted('y', 5) + stop + done;
    const { trace } = await readText(body + body.replaceAll('chatcmpl-1', 'other'));
    const counts = eventsOf(trace).flatMap((event) => (event.type === 'token' ? [event.count] : []));
    assert.deepEqual(counts, [3, 2, 3, 2]);
  });

  test('of which the last is cut are failed, the first whole', async () => {
    const { trace } = await readText(answer('a', 'xy') + answer('b', 'zw', ''));
    assert.deepEqual([trace.status, trace.error?.code], ['failed', 'stream_cut']);
    assert.deepEqual(
      trace.completions.map(({ completedMs }) => completedMs !== undefined),
      [true, false],
    );
  });

  test('are shown one after the other, each with a prompt of its own', async () => {
    const { trace } = await readText(answer('a', 'xy') + answer('b', 'zw'));
    assert.deepEqual(outline(trace), [
      'prompt_sent c1 0',
      'token c1 25',
      'token c1 50',
      'response_completed c1 50',
      'prompt_sent c2 50',
      'token c2 75',
      'token c2 100',
      'response_completed c2 100',
    ]);
    assert.deepEqual(noticeCodes(trace), ['estimated_times']);
  });

  test('with llama.cpp’s clock keep each its own times, and say that the time between is not known', async () => {
    const timed = (text: string, ms: number) =>
      content(text, { timings: { prompt_ms: 40, predicted_ms: ms, predicted_n: 1 } });
    const body = timed('x', 10) + timed('y', 30) + stop + done;
    const { trace } = await readText(body + body.replaceAll('chatcmpl-1', 'other'));
    assert.equal(trace.info.timing, 'server');
    assert.deepEqual(outline(trace), [
      'log  0',
      'prompt_sent c1 0',
      'token c1 50',
      'token c1 70',
      'response_completed c1 70',
      'prompt_sent c2 70',
      'token c2 120',
      'token c2 140',
      'response_completed c2 140',
    ]);
    assert.deepEqual(
      trace.completions.map((completion) => completionMetrics(trace, completion).ttft_ms),
      [50, 50],
    );
  });

  test('are not seen in what one request brings: other ids, several choices, words behind its end', () => {
    const other = (one: string) => one.replace('chatcmpl-1', 'other');
    const odd = [
      content('a') + other(content('b')) + other(stop) + other(usage),
      content('a') + stop + content('b', { index: 1 }).replace('chatcmpl-1', 'other'),
      content('a') + stop + other(chunk({})) + done,
      content('a') +
        stop +
        other(chunk({ role: 'assistant', content: '' }, { usage: { completion_tokens: 1 } })),
      (content('a') + stop + chunk({ role: 'assistant' }, { usage: { completion_tokens: 1 } })).replaceAll(
        '"id":"chatcmpl-1",',
        '',
      ),
      content('a') + stop + done + content('b') + done,
      content('a') + stop + done + other(sse({ id: 'chatcmpl-1', choices: [] })),
    ];
    for (const body of odd) {
      const { stream, events } = readChat(body);
      assert.ok(!JSON.stringify(events).includes('"c2"'), body);
      assert.equal(stream.ending, body.includes('"index":1') ? 'open' : 'completed', body);
    }
  });
});

describe('several runs of Ollama in one body', () => {
  const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
  const said = (second: number, text: string) => ({
    model: 'm',
    created_at: at(second),
    message: { role: 'assistant', content: text },
    done: false,
  });
  const end = (second: number, seconds: number) => ({
    ...said(second, ''),
    done: true,
    done_reason: 'stop',
    total_duration: seconds * 1e9,
    eval_count: 2,
  });
  const first = [said(11, 'x'), said(12, 'y'), end(12, 2)];
  const second = [said(25, 'z'), said(26, 'w'), end(26, 4)];

  test('are a completion each, each begun when its own end tells', async () => {
    const { trace } = await readText(lines(...first, ...second));
    assert.deepEqual(textByChannel(trace), { 'c1/response': 'xy', 'c2/response': 'zw' });
    assert.equal(trace.info.timing, 'server');
    assert.equal(trace.info.started_at, at(10));
    assert.deepEqual(outline(trace), [
      'prompt_sent c1 0',
      'token c1 1000',
      'token c1 2000',
      'response_completed c1 2000',
      'prompt_sent c2 12000',
      'token c2 15000',
      'token c2 16000',
      'response_completed c2 16000',
    ]);
    assert.deepEqual(noticeCodes(trace), []);
  });

  test('in the wrong order are shown one after the other, and that is said', async () => {
    const { trace } = await readText(lines(...second, ...first));
    assert.deepEqual(
      outline(trace).filter((line) => line.startsWith('prompt_sent')),
      ['prompt_sent c1 0', 'prompt_sent c2 4000'],
    );
    assert.match(JSON.stringify(trace.eventAt(1)), /"log".*one after the other/);
    assert.deepEqual(noticeCodes(trace), []);
  });

  test('of which the second is cut keep its time, and it tells no time to first token', async () => {
    const { trace } = await readText(lines(...first, second[0]!));
    assert.deepEqual(outline(trace).at(-1), 'token c2 15000');
    assert.equal(completionMetrics(trace, trace.completions[1]!).ttft_ms, undefined);
    assert.equal(trace.error?.code, 'stream_cut');
  });

  test('are not seen in an end that is told twice', () => {
    assert.deepEqual(textsOf(readOllama(...first, end(12, 2), { done: true })), { response: 'xy' });
  });

  test('may be whole answers, one on each line', async () => {
    const whole = (text: string) => ({ model: 'm', response: text, done: true, done_reason: 'stop' });
    const { trace } = await readText(lines(whole('x'), whole('z')));
    assert.deepEqual(textByChannel(trace), { 'c1/response': 'x', 'c2/response': 'z' });
  });
});

describe('several requests in one body', () => {
  test('of llama.cpp or Gemini are a completion each', async () => {
    const native = (text: string) => sse({ content: text, stop: false }) + sse({ content: '', stop: true });
    const gemini = (id: string, text: string) =>
      sse({
        candidates: [{ content: { parts: [{ text }] }, finishReason: 'STOP' }],
        responseId: id,
        usageMetadata: { candidatesTokenCount: 1 },
      });
    for (const body of [native('x') + native('z'), gemini('a', 'x') + gemini('b', 'z')]) {
      const { trace } = await readText(body);
      assert.deepEqual(textByChannel(trace), { 'c1/response': 'x', 'c2/response': 'z' });
      assert.equal(trace.status, 'completed');
    }
  });

  test('have, in a run of several, names that no other completion has', () => {
    const stream = createDialectStream('openai-chat', { completionId: 'c3' });
    const events = [...stream.push(answer('a', 'xy') + answer('b', 'zw')), ...stream.finish()];
    const ids = events.map(({ event }) => 'completion_id' in event && event.completion_id);
    assert.deepEqual([...new Set(ids)], ['c3', 'c3.2']);
  });

  test('tell no time that is beyond any date', async () => {
    const timed = content('x', { timings: { prompt_ms: 1e308, predicted_ms: 1e308 } }) + stop + done;
    const { trace } = await readText(timed + timed.replaceAll('chatcmpl-1', 'other'));
    assert.ok(eventsOf(trace).every((event) => Number.isFinite(event.time_ms)));
    assert.ok(trace.isEnded);
  });
});
