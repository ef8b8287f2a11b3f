import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { runMetrics, type Trace, type TraceEvent } from '../../../src/trace/index.js';
import { readText } from '../helpers/read-text.js';
import { noticeCodes, textByChannel } from '../helpers/trace-builder.js';

const fixture = new URL('../../../../shared/fixtures/streams/otlp/rag-agent.json', import.meta.url);
const skip = existsSync(fixture) ? false : 'the recorded streams are not there';

const ZERO = 1751474840000000000n;
const nanos = (ms: number) => String(ZERO + BigInt(ms * 1e6));
const attribute = (key: string, value: unknown) => ({
  key,
  value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
});
const attributesOf = (fields: Record<string, unknown>) =>
  Object.entries(fields).map(([key, value]) => attribute(key, value));

interface SpanFields {
  name?: string;
  attributes?: Record<string, unknown>;
  events?: [ms: number, name: string, attributes?: Record<string, unknown>][];
  status?: object;
}

const span = (
  fromMs: number,
  toMs: number,
  { name = 'span', attributes = {}, events = [], status = {} }: SpanFields,
) => ({
  name,
  startTimeUnixNano: nanos(fromMs),
  endTimeUnixNano: nanos(toMs),
  attributes: attributesOf(attributes),
  events: events.map(([ms, event, more = {}]) => ({
    timeUnixNano: nanos(ms),
    name: event,
    attributes: attributesOf(more),
  })),
  status,
});
const documentOf = (...spans: object[]) => ({
  resourceSpans: [{ resource: {}, scopeSpans: [{ scope: {}, spans }] }],
});

const GENAI = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-x',
  'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: 'Why?' }] }]),
  'gen_ai.output.messages': JSON.stringify([
    { role: 'assistant', parts: [{ type: 'text', content: 'So.' }], finish_reason: 'stop' },
  ]),
  'gen_ai.usage.input_tokens': 7,
  'gen_ai.usage.output_tokens': 2,
};

const read = async (text: string): Promise<Trace> => (await readText(text)).trace;
type AnyEvent = TraceEvent & Record<string, unknown>;
const eventsOf = (trace: Trace): AnyEvent[] =>
  Array.from({ length: trace.length }, (_, index) => trace.eventAt(index) as AnyEvent);
const outline = (trace: Trace) =>
  eventsOf(trace)
    .slice(1, -1)
    .map((event) => [event.type, event.time_ms, ...('text' in event ? [event.text] : [])]);

describe('spans of OpenTelemetry', () => {
  test('of a model call are a completion from its start to its end, marked where chunks are not told', async () => {
    const trace = await read(JSON.stringify(documentOf(span(0, 900, { attributes: GENAI }))));
    assert.deepEqual(outline(trace), [
      ['prompt_sent', 0],
      ['token', 900, 'So.'],
      ['response_completed', 900],
    ]);
    const { info } = trace;
    assert.deepEqual([info.model, info.provider, info.timing], ['gpt-x', 'openai', 'estimated']);
    assert.equal(info.started_at, new Date(Number(ZERO / 1_000_000n)).toISOString());
    assert.deepEqual(noticeCodes(trace), ['estimated_times']);
    assert.deepEqual(eventsOf(trace)[1]!.messages, [{ role: 'user', content: 'Why?' }]);
    const { prompt_tokens: prompt, completion_tokens: completion } = runMetrics(trace);
    assert.deepEqual([prompt, completion], [7, 2]);
  });

  test('begin the text at the first token where that is told', async () => {
    const attributes = { 'openinference.span.kind': 'LLM', 'llm.model_name': 'm', 'output.value': 'ab' };
    const marked = span(0, 900, { attributes, events: [[300, 'First Token Stream Event']] });
    const call = span(0, 900, { attributes: GENAI });
    assert.deepEqual(outline(await read(JSON.stringify(documentOf(marked)))).slice(1, 3), [
      ['token', 300, 'a'],
      ['token', 900, 'b'],
    ]);
    const seconds = { key: 'gen_ai.response.time_to_first_chunk', value: { doubleValue: 0.3 } };
    const told = documentOf({ ...call, attributes: [...call.attributes, seconds] });
    assert.equal(runMetrics(await read(JSON.stringify(told))).ttft_ms, 300);
  });

  test('with chunk events have just these, at their times', async () => {
    const chunked = [
      span(0, 500, {
        attributes: GENAI,
        events: [
          [100, 'llm.content.completion.chunk', { 'llm.completion.chunk': 'a' }],
          [200, 'new_token', { token: 'b' }],
        ],
      }),
    ];
    const trace = await read(JSON.stringify(documentOf(...chunked)));
    assert.deepEqual(outline(trace).slice(1, 3), [
      ['token', 100, 'a'],
      ['token', 200, 'b'],
    ]);
    assert.equal(trace.info.timing, 'recorded');
  });

  test('of tools are calls and results, others are logged, and failures kept', async () => {
    const tool = {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'read',
      'gen_ai.tool.call.id': 't1',
      'gen_ai.tool.call.arguments': '{}',
    };
    const trace = await read(
      JSON.stringify(
        documentOf(
          span(0, 1000, { name: 'agent' }),
          span(10, 300, { attributes: GENAI, status: { code: 2, message: 'boom' } }),
          span(310, 400, { attributes: { ...tool, 'gen_ai.tool.call.result': 'done' } }),
        ),
      ),
    );
    const events = eventsOf(trace).slice(1);
    assert.deepEqual(
      events.map(({ type, time_ms: timeMs }) => [type, timeMs]),
      [
        ['log', 0],
        ['prompt_sent', 10],
        ['token', 300],
        ['error', 300],
        ['response_completed', 300],
        ['tool_call', 310],
        ['tool_result', 400],
        ['run_completed', 1000],
      ],
    );
    assert.equal(events[0]!.message, 'agent: 1000 ms');
    assert.equal(events[6]!.output, 'done');
  });

  test('are read from older conventions, lists of documents, and a document on each line', async () => {
    const older = {
      'gen_ai.system': 'anthropic',
      'gen_ai.request.model': 'claude',
      'gen_ai.prompt.0.role': 'system',
      'gen_ai.prompt.0.content': 'Be brief.',
      'gen_ai.prompt.1.role': 'user',
      'gen_ai.prompt.1.content': 'Why?',
      'gen_ai.completion.0.role': 'assistant',
      'gen_ai.completion.0.content': 'Because.',
      'gen_ai.usage.completion_tokens': 2,
    };
    const [first, second] = [
      documentOf(span(0, 100, { attributes: older })),
      documentOf(span(200, 300, { attributes: GENAI })),
    ];
    const texts = [
      JSON.stringify([first, second]),
      JSON.stringify([first, second], undefined, 2),
      `${JSON.stringify(first)}\n${JSON.stringify(second)}\n`,
    ];
    for (const text of texts) {
      const trace = await read(text);
      assert.deepEqual(textByChannel(trace), { 'c1/response': 'Because.', 'c2/response': 'So.' });
      assert.deepEqual(
        (eventsOf(trace)[1]!.messages as { role: string }[]).map(({ role }) => role),
        ['system', 'user'],
      );
    }
  });

  test('without a model call are no run', async () => {
    await assert.rejects(read(JSON.stringify(documentOf(span(0, 1, {})))), {
      name: 'TraceFormatError',
      fault: 'wrong_shape',
    });
  });

  test('lead to a run or to a refusal, whatever they hold', async () => {
    const key = fc.constantFrom(
      ...Object.keys(GENAI),
      'gen_ai.output.messages',
      'gen_ai.system_instructions',
      'output.value',
    );
    const value = fc.oneof(fc.json(), fc.string(), fc.nat());
    await fc.assert(
      fc.asyncProperty(fc.dictionary(key, value), async (odd) => {
        const known = { 'gen_ai.operation.name': 'chat' };
        const trace = await read(
          JSON.stringify(documentOf(span(0, 100, { attributes: { ...odd, ...known } }))),
        );
        assert.ok(trace.isEnded);
      }),
    );
  });

  test('of the fixture hold its one call to a model', { skip }, async () => {
    const trace = await read(readFileSync(fixture, 'utf8'));
    assert.deepEqual(textByChannel(trace), {
      'c1/response': "Meta Platforms Inc.'s revenue in Q4 2023 was $40.1 billion.",
    });
    const { ttft_ms: ttftMs, total_tokens: total } = runMetrics(trace);
    assert.equal(total, 648);
    assert.ok(Math.abs(ttftMs! - 1274.18) < 0.01, String(ttftMs));
    assert.equal(trace.info.model, 'gpt-3.5-turbo');
    assert.deepEqual([trace.status, trace.info.timing], ['completed', 'estimated']);
    const others = eventsOf(trace).filter(({ type }) => type === 'log' || type === 'tool_call');
    assert.equal(others.length, 17);
  });
});
