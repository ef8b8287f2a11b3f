import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { replaySummary, type Trace, type TraceEvent } from '../../../src/trace/index.js';
import { readText as readWhole } from '../helpers/read-text.js';
import { noticeCodes, textByChannel } from '../helpers/trace-builder.js';

const readText = async (text: string): Promise<Trace> => (await readWhole(text)).trace;

const fixtures = new URL('../../../../shared/fixtures/streams/model-lens/', import.meta.url);
const skip = existsSync(fixtures) ? false : 'the recorded streams are not there';

const lifecycle = (status: string, more: object = {}) => ({
  _event_type: 'RunLifecycleEvent',
  status,
  id: 'evt_0',
  model: 'm',
  run_id: 'r',
  duration_ms: null,
  error: null,
  ...more,
});
const token = (index: number, timingMs: number, text: string) => ({
  _event_type: 'TokenGeneratedEvent',
  model: 'm',
  token: text,
  index,
  timing_ms: timingMs,
  run_id: 'r',
});
const completion = (more: object = {}) => ({
  _event_type: 'CompletionEvent',
  model: 'm',
  response: 'ab',
  tokens_used: 12,
  latency_ms: 300,
  ttft_ms: 100,
  tokens_per_second: 10,
  success: true,
  error: null,
  ...more,
});

const replay = (events: object[], more: object = {}) =>
  JSON.stringify(
    {
      version: '1.0.0',
      generated_at: '2026-06-02T10:20:00+00:00',
      run_id: 'r',
      model: 'm',
      workload: 'w',
      provider: 'lm-studio',
      started_at: '2026-06-02T10:15:00+00:00',
      event_count: events.length,
      events,
      ...more,
    },
    undefined,
    2,
  );

const eventsOf = (trace: Trace): TraceEvent[] =>
  Array.from({ length: trace.length }, (_, index) => trace.eventAt(index));

/** Type, time and text of all but the start and the end. */
const outline = (trace: Trace) =>
  eventsOf(trace)
    .slice(1, -1)
    .map((event) => [event.type, event.time_ms, ...('text' in event ? [event.text] : [])]);

describe('a Model Lens replay', () => {
  test('is read with the times of its tokens, completion after completion', async () => {
    const trace = await readText(
      replay([
        lifecycle('started'),
        token(0, 100, 'a'),
        token(1, 150.5, 'b'),
        completion({ latency_ms: 200 }),
        token(0, 80, 'c'),
        completion({ latency_ms: 120 }),
        lifecycle('completed', { duration_ms: 320 }),
      ]),
    );
    assert.deepEqual(outline(trace), [
      ['prompt_sent', 0],
      ['token', 100, 'a'],
      ['token', 150.5, 'b'],
      ['response_completed', 200],
      ['prompt_sent', 200],
      ['token', 280, 'c'],
      ['response_completed', 320],
    ]);
    const { info, status } = trace;
    assert.deepEqual(
      [info.run_id, info.model, info.provider, info.workload, info.timing, status],
      ['r', 'm', 'lm-studio', 'w', 'recorded', 'completed'],
    );
    assert.deepEqual(textByChannel(trace), { 'c1/response': 'ab', 'c2/response': 'c' });
    assert.equal(replaySummary(trace).metrics!.ttft_ms, 100);
  });

  test('begins the next completion where the index is 0 again or the time drops, even without an end between', async () => {
    const trace = await readText(replay([token(0, 10, 'a'), token(0, 20, 'b'), token(1, 5, 'c')]));
    assert.deepEqual(textByChannel(trace), { 'c1/response': 'a', 'c2/response': 'b', 'c3/response': 'c' });
  });

  test('of which no token was kept, shows an answer that came at once at its time, another spread and marked', async () => {
    const atOnce = await readText(replay([lifecycle('started'), completion({ ttft_ms: 300 })]));
    assert.deepEqual(outline(atOnce).slice(0, 2), [
      ['prompt_sent', 0],
      ['token', 300, 'ab'],
    ]);
    assert.equal(atOnce.info.timing, 'recorded');
    const spread = await readText(replay([completion()]));
    assert.deepEqual(outline(spread).slice(1, 3), [
      ['token', 100, 'a'],
      ['token', 300, 'b'],
    ]);
    assert.equal(spread.info.timing, 'estimated');
    assert.deepEqual(noticeCodes(spread), ['estimated_times']);
  });

  test('keeps failures, tools, metrics and what it does not know, at the time of what came before', async () => {
    const trace = await readText(
      replay([
        token(0, 40, 'a'),
        { _event_type: 'MetricEvent', name: 'ttft', value: 40, unit: 'ms', tags: {} },
        { _event_type: 'ToolCallEvent', tool_name: 'read', input_args: { p: 1 }, id: 't', timestamp_ms: 0 },
        {
          _event_type: 'ToolCallEvent',
          tool_name: 'read',
          input_args: {},
          id: 'u',
          timestamp_ms: Date.UTC(2026, 5, 2, 10, 15, 1),
        },
        { _event_type: 'ErrorEvent', message: 'boom', severity: 'error' },
        { _event_type: 'Surprise', message: 'x', depth: 3 },
        lifecycle('failed', { duration_ms: 1500, error: 'it broke' }),
      ]),
    );
    const events = eventsOf(trace).slice(2);
    assert.deepEqual(
      events.map(({ type, time_ms: timeMs }) => [type, timeMs]),
      [
        ['token', 40],
        ['metric', 40],
        ['tool_call', 40],
        ['tool_call', 1000],
        ['error', 1000],
        ['model_lens.Surprise', 1000],
        ['run_failed', 1500],
      ],
    );
    assert.equal((events[5] as { depth?: number }).depth, 3);
    assert.deepEqual(trace.error, { message: 'it broke' });
  });

  test('places what tells a time on a clock of the day, or since the start, and lets no time run backwards', async () => {
    const call = (timestampMs: number) => ({
      _event_type: 'ToolCallEvent',
      tool_name: 'read',
      input_args: {},
      id: `t${timestampMs}`,
      timestamp_ms: timestampMs,
    });
    const started = Date.UTC(2026, 5, 2, 10, 15);
    const trace = await readText(
      replay([
        { _event_type: 'ModelLensEvent', type: 'run.started', timestamp: started + 25, id: 'e', priority: 1 },
        token(0, 40, 'a'),
        call(250),
        call(120),
        call(5e10),
        { _event_type: 'ModelLensEvent', type: 'run.completed', timestamp: started + 900 },
        lifecycle('completed', { duration_ms: 300 }),
      ]),
    );
    assert.deepEqual(
      eventsOf(trace)
        .slice(1)
        .map(({ type, time_ms: timeMs }) => [type, timeMs]),
      [
        ['model_lens.ModelLensEvent', 25],
        ['prompt_sent', 25],
        ['token', 65],
        ['tool_call', 250],
        ['tool_call', 250],
        ['tool_call', 250],
        ['model_lens.ModelLensEvent', 900],
        ['run_completed', 900],
      ],
    );
    assert.deepEqual(noticeCodes(trace), []);
  });

  test('is read from a saved live stream, too: the first run in it', async () => {
    const frames = [
      { _event_type: '_connected', port: 9090 },
      lifecycle('started'),
      token(0, 10, 'a'),
      { ...token(0, 11, 'x'), run_id: 'other' },
      token(1, 30, 'b'),
      lifecycle('completed', { duration_ms: 30 }),
    ];
    const text = frames.map((frame) => `data: ${JSON.stringify(frame)}\n\n`).join('');
    for (const stream of [text, `: keepalive\n\n${text}data: {"cut`, text.replaceAll('\n', '\r\n')]) {
      const trace = await readText(stream);
      assert.deepEqual(outline(trace), [
        ['prompt_sent', 0],
        ['token', 10, 'a'],
        ['token', 30, 'b'],
      ]);
      assert.deepEqual([trace.info.run_id, trace.info.model], ['r', 'm']);
    }
  });

  test('may hold what Python writes and JSON does not know', async () => {
    const text = replay([token(0, 1, 'NaN "Infinity"'), completion({ tokens_per_second: 'X' })]).replace(
      '"X"',
      'NaN',
    );
    const trace = await readText(text);
    assert.deepEqual(textByChannel(trace), { 'c1/response': 'NaN "Infinity"' });
  });
});

describe('a Model Lens trace', () => {
  const base = {
    trace_id: 't',
    run_id: 'r',
    model: 'm',
    provider: 'p',
    prompt: 'Why?',
    timestamp: '2026-06-02T10:15:00Z',
  };
  const step = (type: string, timingMs: number, more: object = {}) => ({
    id: type,
    type,
    label: type,
    timing_ms: timingMs,
    ...more,
  });
  const traceOf = (steps: object[], more: object = {}) =>
    readText(JSON.stringify({ ...base, steps, ...more }));

  test('reads what its steps tell as durations when they add up to the total', async () => {
    const trace = await traceOf(
      [
        step('prompt', 100),
        step('token', 50, { label: "Token: 'it's'" }),
        step('token', 150, { detail: ' so' }),
      ],
      { totalTimeMs: 300, status: 'completed' },
    );
    assert.deepEqual(outline(trace).slice(0, 3), [
      ['prompt_sent', 0],
      ['token', 100, "it's"],
      ['token', 150, ' so'],
    ]);
    assert.equal(trace.durationMs, 300);
    assert.equal(trace.info.timing, 'estimated');
    assert.deepEqual(noticeCodes(trace), ['estimated_times']);
  });

  test('reads them as offsets when they grow up to the total, and stretches them when they do neither', async () => {
    const tokens = (...times: number[]) => times.map((time) => step('token', time, { detail: 'x' }));
    const offsets = await traceOf(tokens(0, 150, 320), { totalTimeMs: 320 });
    assert.deepEqual(
      outline(offsets)
        .slice(1, 4)
        .map(([, time]) => time),
      [0, 150, 320],
    );
    const stretched = await traceOf(tokens(5, 0, 60), { totalTimeMs: 130 });
    assert.deepEqual(
      outline(stretched)
        .slice(1, 4)
        .map(([, time]) => time),
      [0, 10, 10],
    );
  });

  test('paces an answer without its tokens by the gaps that it tells, from the time to the first on', async () => {
    const metrics = { ttft_ms: 160, token_timings_ms: [2, 10, 20], completion_tokens: 3, prompt_tokens: 4 };
    const trace = await traceOf([step('response', 200)], {
      totalTimeMs: 200,
      metrics,
      artifacts: { response: 'abcdef' },
    });
    const tokens = outline(trace).filter(([type]) => type === 'token');
    assert.deepEqual(tokens, [
      ['token', 160, 'ab'],
      ['token', 170, 'cd'],
      ['token', 190, 'ef'],
    ]);
    assert.equal(replaySummary(trace).metrics!.total_tokens, 7);
  });

  test('takes the first gap for the time to the first token where it is that, or nothing else tells it', async () => {
    for (const metrics of [
      { ttft_ms: 100, token_timings_ms: [102, 10, 20] },
      { token_timings_ms: [100, 10, 20] },
    ]) {
      const trace = await traceOf([step('response', 200)], {
        totalTimeMs: 200,
        metrics,
        artifacts: { response: 'abc' },
      });
      assert.deepEqual(
        outline(trace).filter(([type]) => type === 'token'),
        [
          ['token', 100, 'a'],
          ['token', 110, 'b'],
          ['token', 130, 'c'],
        ],
      );
      assert.equal(trace.info.timing, 'estimated');
    }
  });

  test('keeps tools, their results, reasoning and failure', async () => {
    const trace = await traceOf(
      [
        step('reasoning', 10, { detail: 'hm' }),
        step('tool_call', 20, { tool: 'read', input: '{"p":1}', output: 'gone', status: 'failure' }),
        step('error', 5, { detail: 'no file' }),
      ],
      { totalTimeMs: 35, status: 'failed', artifacts: { response: '', errors: ['no file'] } },
    );
    assert.deepEqual(
      eventsOf(trace)
        .slice(2, -2)
        .map(({ type, time_ms: timeMs }) => [type, timeMs]),
      [
        ['token', 0],
        ['tool_call', 10],
        ['tool_result', 10],
        ['error', 30],
      ],
    );
    assert.deepEqual(trace.error, { message: 'no file' });
    assert.deepEqual(textByChannel(trace)['c1/reasoning'], 'hm');
  });

  test('is read from snapshots and dashboard runs, too', async () => {
    const steps = [step('token', 5, { detail: 'x' })];
    const documents = [
      { snapshot_id: 'snap-1', model: 'm', prompt: 'p', response: 'x', steps, totalTimeMs: 5 },
      { snapshot_id: 'snap-2', model: 'm', prompt: 'p', trace: { id: 'i', steps, totalTimeMs: 5 } },
      { version: '9', trace_id: 't', model: 'm', steps, totalTimeMs: 5 },
      {
        id: 'i',
        model: 'm',
        pack: 'k',
        prompt: 'p',
        timestamp: '2. Juni',
        totalTimeMs: 5,
        status: 'completed',
        steps,
      },
    ];
    for (const document of documents) {
      for (const text of [JSON.stringify(document), JSON.stringify(document, undefined, 2)]) {
        const trace = await readText(text);
        assert.deepEqual(textByChannel(trace), { 'c1/response': 'x' });
        assert.equal(trace.info.started_at, '');
      }
    }
  });

  test('leads to a run or to a refusal, whatever its steps are', async () => {
    const anyStep = fc.record(
      {
        type: fc.constantFrom<unknown>('token', 'tool_call', 'reasoning', 'response', 'error', 'x', 5),
        timing_ms: fc.oneof(fc.double(), fc.constant('soon')),
        detail: fc.oneof(fc.string(), fc.constant(null)),
        label: fc.oneof(fc.string(), fc.nat()),
      },
      { requiredKeys: [] },
    );
    const metrics = fc.record({
      token_timings_ms: fc.array(fc.oneof(fc.double(), fc.string())),
      ttft_ms: fc.jsonValue(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyStep, { minLength: 1 }),
        metrics,
        fc.double(),
        async (steps, told, totalTimeMs) => {
          const trace = await traceOf(steps, {
            metrics: told,
            totalTimeMs,
            artifacts: { response: 'some text' },
          });
          assert.ok(trace.isEnded);
          assert.deepEqual(noticeCodes(trace), ['estimated_times']);
        },
      ),
    );
  });

  for (const name of skip ? [] : readdirSync(fixtures)) {
    test(`${name} is read whole`, async () => {
      const text = readFileSync(new URL(name, fixtures), 'utf8');
      const file = JSON.parse(text);
      const trace = await readText(text);
      assert.equal(textByChannel(trace)['c1/response'], file.artifacts.response);
      assert.equal(trace.durationMs, file.totalTimeMs);
      assert.equal(eventsOf(trace).filter(({ type }) => type === 'tool_call').length, 3);
      assert.equal(replaySummary(trace).metrics!.ttft_ms, 10);
      const { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total } = file.metrics;
      assert.deepEqual(trace.completions[0]!.usage, {
        prompt_tokens: prompt,
        completion_tokens: completion,
        total_tokens: total,
      });
      assert.deepEqual(noticeCodes(trace), ['estimated_times']);
      assert.deepEqual([trace.info.model, trace.status], [file.model, file.status]);
    });
  }
  test('of the fixtures', { skip }, () => assert.ok(readdirSync(fixtures).length >= 2));
});
