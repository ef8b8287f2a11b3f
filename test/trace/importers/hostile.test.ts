import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  describeFormatFault,
  isKnownEvent,
  replaySummary,
  type Trace,
  type TraceEvent,
  TraceFormatError,
  type TraceFormat,
} from '../../../src/trace/index.js';
import type { JsonValue } from '../../../src/trace/events.js';
import { IMPORTERS } from '../../../src/trace/importers/importers.js';
import { readAs } from '../helpers/read-text.js';
import { content, done, sse, stop } from '../helpers/streams.js';

const step = (type: string, more: object = {}) => ({
  id: 's',
  type,
  label: 'l',
  timing_ms: 5,
  detail: 'd',
  ...more,
});
const messages = [{ role: 'user', content: 'q' }];
const lensTrace = {
  trace_id: 't',
  run_id: 'r',
  model: 'm',
  prompt: 'p',
  timestamp: '2026-01-01T00:00:00Z',
  totalTimeMs: 20,
  status: 'failed',
  steps: [step('token'), step('tool_call', { tool: 'f', input: '{}', output: 'o' }), step('error')],
  metrics: {
    ttft_ms: 5,
    token_timings_ms: [5, 2, 3],
    completion_tokens: 3,
    prompt_tokens: 1,
    total_tokens: 4,
  },
  artifacts: { response: 'answer', errors: ['e'] },
  hardware: { memory_gb: 5 },
};
const attribute = (key: string, value: object) => ({ key, value });
const langSmith = {
  id: 'i',
  run_type: 'llm',
  start_time: '2026-01-01T00:00:00',
  end_time: '2026-01-01T00:00:01',
  extra: { metadata: { ls_model_name: 'm' } },
  events: [{ name: 'new_token', time: '2026-01-01T00:00:00.5', kwargs: { token: 'a' } }],
  inputs: { messages },
  outputs: {
    generations: [
      [{ text: 'a', message: { kwargs: { content: 'a', tool_calls: [{ id: 'c', name: 'f', args: {} }] } } }],
    ],
  },
  child_runs: [
    {
      id: 'j',
      run_type: 'tool',
      start_time: 1767225600500,
      inputs: { input: 'x' },
      outputs: { output: 'y' },
    },
  ],
};

/** A document of each kind, as it should be. */
const DOCUMENTS: Partial<Record<TraceFormat, object>> = {
  'model-lens-trace': [lensTrace, { run: { id: 'r', trace: { ...lensTrace, events: lensTrace.steps } } }],
  'model-lens-replay': {
    run_id: 'r',
    started_at: '2026-01-01T00:00:00Z',
    events: [
      { _event_type: 'TokenGeneratedEvent', token: 'a', index: 0, timing_ms: 5 },
      {
        _event_type: 'CompletionEvent',
        response: 'ab',
        latency_ms: 9,
        ttft_ms: 5,
        tokens_used: 2,
        error: 'e',
      },
      { _event_type: 'MetricEvent', name: 'n', value: 5, tags: { a: 'b' } },
      { _event_type: 'ToolCallEvent', tool_name: 'f', input_args: { p: 1 }, id: 'i', timestamp_ms: 12 },
      { _event_type: 'Other', timestamp: 1767225600500, depth: { a: 1 } },
      { _event_type: 'CompletionEvent', response: 'cd', latency_ms: 9, ttft_ms: 5 },
      { _event_type: 'RunLifecycleEvent', status: 'failed', duration_ms: 50, error: 'e' },
    ],
  },
  'vllm-bench': {
    tokenizer_id: 'm',
    num_prompts: 2,
    model_id: 'm',
    start_times: [1, 2],
    input_lens: [5, 6],
    output_lens: [3, 2],
    ttfts: [0.25, 0.5],
    itls: [[0.125, 0.0625], [0.25]],
    generated_texts: ['abc', 'x😀'],
    errors: ['', 'e'],
  },
  aimock: {
    fixtures: [
      {
        match: { userMessage: 'q', model: 'm' },
        response: {
          content: 'abc',
          reasoning: 'r',
          toolCalls: [{ id: 'i', name: 'f', arguments: { a: 1 } }],
          error: { message: 'e' },
        },
        recordedTimings: { ttftMs: 5, interChunkDelaysMs: [1, 2], totalDurationMs: 20 },
      },
    ],
  },
  otlp: {
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [
              {
                name: 'chat m',
                startTimeUnixNano: '1767225600000000000',
                endTimeUnixNano: 1767225601000000000,
                attributes: [
                  attribute('gen_ai.operation.name', { stringValue: 'chat' }),
                  attribute('gen_ai.request.model', { stringValue: 'm' }),
                  attribute('gen_ai.usage.output_tokens', { intValue: '2' }),
                  attribute('gen_ai.output.messages', { stringValue: JSON.stringify(messages) }),
                  attribute('list', {
                    arrayValue: {
                      values: [{ kvlistValue: { values: [attribute('a', { doubleValue: 1 })] } }],
                    },
                  }),
                ],
                events: [
                  {
                    name: 'new_token',
                    timeUnixNano: '1767225600500000000',
                    attributes: [attribute('token', { stringValue: 'a' })],
                  },
                ],
                status: { code: 2, message: 'e' },
              },
            ],
          },
        ],
      },
    ],
  },
  langsmith: [langSmith],
  har: {
    log: {
      version: '1.2',
      entries: [
        {
          startedDateTime: '2026-01-01T00:00:00Z',
          timings: { blocked: -1, wait: 5, receive: 9 },
          request: { postData: { text: JSON.stringify({ model: 'm', messages }) } },
          response: { content: { text: content('a') + stop + done } },
        },
        {
          startedDateTime: '2026-01-01T00:00:01Z',
          timings: { wait: 5, receive: 9 },
          response: {
            content: {
              text: Buffer.from(
                sse({ candidates: [{ content: { parts: [{ text: 'a' }] }, finishReason: 'STOP' }] }),
              ).toString('base64'),
              encoding: 'base64',
            },
          },
          _eventSourceMessages: [
            {
              time: 1767225601.5,
              eventName: 'message',
              data: JSON.stringify({ choices: [{ delta: { content: 'b' } }] }),
            },
          ],
        },
      ],
    },
  },
};

const deep = (levels: number) => `${'{"a":['.repeat(levels)}${']}'.repeat(levels)}`;

/** What a hostile or broken writer may put anywhere, as JSON (or as what Python takes for it). */
const HOSTILE = [
  'null',
  '[]',
  '{}',
  '""',
  '"x"',
  '-1',
  '1e308',
  '1e999',
  '-1e999',
  'NaN',
  '-Infinity',
  '0.1',
  'true',
  '[[[]]]',
  '[null,5,"x",{}]',
  '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
  '{"length":4294967295}',
  '"\\u0000\\ud800"',
  '"__proto__"',
  '"99999999999999999999"',
  '18446744073709551616',
  deep(10),
  deep(400),
  deep(20_000),
];

/** How many values are in a document. */
function countOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, one) => sum + countOf(one), 1);
}

/** The document as JSON, the value of that number replaced (the document itself is 0), or another field put into it. */
function textWith(document: unknown, at: number, hostile: string, name: string | undefined): string {
  let seen = -1;
  const write = (value: unknown): string => {
    seen++;
    const isIt = seen === at;
    if (isIt && name === undefined) {
      seen += countOf(value) - 1;
      return hostile;
    }
    if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const fields = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}:${write(one)}`);
    return `{${[...fields, ...(isIt && name !== undefined ? [`${JSON.stringify(name)}:${hostile}`] : [])].join(',')}}`;
  };
  return write(document);
}

async function read(format: TraceFormat, text: string): Promise<Trace | TraceFormatError> {
  try {
    return (await readAs(format, [text])).trace;
  } catch (error) {
    if (error instanceof TraceFormatError) return error;
    throw new Error(`not refused in words, but thrown: ${(error as Error).stack}`, { cause: error });
  }
}

function assertFinite(event: TraceEvent): void {
  JSON.stringify(event, (name, value: unknown) => {
    assert.ok(typeof value !== 'number' || Number.isFinite(value), `${name} of ${event.type}`);
    return value;
  });
}

/** It ends, its times are times in order, and it can be written down. */
function assertWhole(trace: Trace): void {
  assert.ok(trace.isEnded);
  let lastMs = 0;
  for (let index = 0; index < trace.length; index++) {
    const event = trace.eventAt(index);
    assert.ok(
      event.time_ms >= lastMs && event.time_ms <= 8.64e15,
      `${event.time_ms} of ${JSON.stringify(event)}`,
    );
    if (isKnownEvent(event)) assertFinite(event);
    lastMs = event.time_ms;
  }
  assert.equal(typeof JSON.stringify(replaySummary(trace)), 'string');
  assert.ok(!trace.notices.some(({ code }) => code === 'time_order' || code === 'after_end'));
}

for (const [format, document] of Object.entries(DOCUMENTS) as [TraceFormat, object][]) {
  describe(`a document of ${format}`, () => {
    test('plays as far as it goes or is refused in words, whatever one value in it is', async () => {
      const whole = await read(format, JSON.stringify(document));
      assert.ok(!(whole instanceof TraceFormatError), String(whole));
      assertWhole(whole);
      const anyName = fc.constantFrom(
        undefined,
        undefined,
        undefined,
        '__proto__',
        'steps',
        'events',
        'length',
      );
      await fc.assert(
        fc.asyncProperty(
          fc.nat(countOf(document) - 1),
          fc.constantFrom(...HOSTILE),
          anyName,
          async (at, hostile, name) => {
            const trace = await read(format, textWith(document, at, hostile, name));
            if (trace instanceof TraceFormatError) assert.notEqual(describeFormatFault(trace.fault), '');
            else assertWhole(trace);
            assert.equal(({} as { polluted?: number }).polluted, undefined);
          },
        ),
        { numRuns: 150 },
      );
    });

    test('tells no figure that is none, wherever one stands', async () => {
      for (let at = 0; at < countOf(document); at++) {
        for (const name of [undefined, 'length']) {
          const trace = await read(format, textWith(document, at, '1e999', name));
          if (!(trace instanceof TraceFormatError)) assertWhole(trace);
        }
      }
    });

    test('is refused where it is nested beyond any bound, wherever', async () => {
      for (const name of ['x', '__proto__']) {
        const trace = await read(
          format,
          textWith(document, Array.isArray(document) ? 1 : 0, deep(20_000), name),
        );
        assert.ok(trace instanceof TraceFormatError);
        assert.deepEqual([trace.fault, trace.message], ['wrong_shape', 'nested too deeply']);
      }
    });
  });
}

describe('documents of very many parts', () => {
  const MANY = 130_000;
  const many = <T>(value: T): T[] => Array.from({ length: MANY }, () => value);

  test('are read, however many: requests, spans', () => {
    const bench = {
      tokenizer_id: 'm',
      num_prompts: MANY,
      start_times: many(1),
      ttfts: many(0.1),
      itls: [],
      generated_texts: many('a'),
    };
    const span = {
      startTimeUnixNano: '5',
      endTimeUnixNano: '6',
      attributes: [attribute('gen_ai.operation.name', { stringValue: 'chat' })],
    };
    const otlp = { resourceSpans: [{ scopeSpans: [{ spans: many(span) }] }] };
    const documents = { 'vllm-bench': bench, otlp } as const;
    for (const [format, document] of Object.entries(documents)) {
      const run = IMPORTERS[format as keyof typeof documents](document as JsonValue);
      const prompts = run!.events.filter(({ type }) => type === 'prompt_sent');
      assert.equal(prompts.length, MANY, format);
    }
  });

  test('of which one has a text of any length are cut without listing its characters', async () => {
    const text = 'x😀'.repeat(1_000_000);
    const trace = await read(
      'model-lens-trace',
      JSON.stringify({ ...lensTrace, artifacts: { response: text } }),
    );
    assert.ok(!(trace instanceof TraceFormatError));
    const texts = Array.from({ length: trace.length }, (_, index) => trace.eventAt(index)).flatMap((event) =>
      event.type === 'token' ? [(event as { text: string }).text] : [],
    );
    assert.equal(texts.join(''), text);
    assert.ok(texts.every((one) => Buffer.from(one).toString() === one));
  });
});

describe('a stream', () => {
  test('whose message is nested beyond any bound says so and reads on', async () => {
    const bodies: [TraceFormat, string][] = [
      [
        'openai-chat',
        `${content('a')}data: {"choices":[{"delta":{"tool_calls":[{"function":{"name":"f","arguments":${deep(20_000)}}}]}}]}\n\n${content('b')}${stop}${done}`,
      ],
      [
        'gemini',
        `[${['"a"', deep(20_000), '"b"'].map((value) => `{"candidates":[{"content":{"parts":[{"text":${value.startsWith('"') ? value : '"",'.slice(0, 2)}},{"functionCall":{"name":"f","args":${value.startsWith('"') ? '{}' : value}}}]},"finishReason":"STOP"}]}`).join(',')}]`,
      ],
      [
        'ollama',
        `{"response":"a"}\n{"message":{"tool_calls":[{"function":{"name":"f","arguments":${deep(20_000)}}}]}}\n{"response":"b","done":true}\n`,
      ],
    ];
    for (const [format, body] of bodies) {
      const trace = await read(format, body);
      assert.ok(!(trace instanceof TraceFormatError), `${format}: ${String(trace)}`);
      assertWhole(trace);
      const events = Array.from({ length: trace.length }, (_, index) => trace.eventAt(index));
      assert.equal(
        events
          .flatMap((event) =>
            event.type === 'token' && event.channel === undefined ? [(event as { text: string }).text] : [],
          )
          .join(''),
        'ab',
        format,
      );
      assert.ok(
        events.some((event) => event.type === 'log' && /not JSON/.test(String(event.message))),
        format,
      );
    }
  });
});
