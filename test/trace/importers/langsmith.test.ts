import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { runMetrics, type Trace, type TraceEvent } from '../../../src/trace/index.js';
import { cutAt, readText } from '../helpers/read-text.js';
import { noticeCodes, textByChannel } from '../helpers/trace-builder.js';

const read = async (value: unknown): Promise<Trace> => (await readText(JSON.stringify(value))).trace;
type AnyEvent = TraceEvent & Record<string, unknown>;
const eventsOf = (trace: Trace): AnyEvent[] =>
  Array.from({ length: trace.length }, (_, index) => trace.eventAt(index) as AnyEvent);
const outline = (trace: Trace) =>
  eventsOf(trace)
    .slice(1, -1)
    .map((event) => [event.type, event.time_ms, ...('text' in event ? [event.text] : [])]);

/** A moment of that many milliseconds, as its Python client writes it: without a zone. */
const at = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms).toISOString().replace('Z', '');

const token = (ms: number, text: unknown) => ({ name: 'new_token', time: at(ms), kwargs: { token: text } });
const human = (content: string) => ({
  lc: 1,
  type: 'constructor',
  id: ['langchain', 'schema', 'messages', 'HumanMessage'],
  kwargs: { content, type: 'human' },
});
const generation = (content: string, more: object = {}) => ({
  generations: [[{ text: content, message: { kwargs: { content, ...more } } }]],
});
const llm = (more: object = {}) => ({
  id: 'run-1',
  name: 'ChatOpenAI',
  start_time: at(0),
  run_type: 'llm',
  end_time: at(900),
  extra: { metadata: { ls_model_name: 'gpt-x', ls_provider: 'openai' } },
  error: null,
  events: [{ name: 'start', time: at(0) }, token(100, ''), token(200, 'So'), token(350.5, '.')],
  inputs: { messages: [[human('Why?')]] },
  outputs: generation('So.', { usage_metadata: { input_tokens: 7, output_tokens: 2 } }),
  trace_id: 'trace-1',
  ...more,
});

describe('a run of LangSmith', () => {
  test('of a model is a completion with its tokens at their times', async () => {
    const trace = await read(llm());
    assert.deepEqual(outline(trace), [
      ['prompt_sent', 0],
      ['token', 200, 'So'],
      ['token', 350, '.'],
      ['response_completed', 900],
    ]);
    const { info, status } = trace;
    assert.deepEqual(
      [info.run_id, info.model, info.provider, info.timing, status],
      ['trace-1', 'gpt-x', 'openai', 'recorded', 'completed'],
    );
    assert.equal(info.started_at, '2026-01-01T00:00:00.000Z');
    assert.deepEqual(eventsOf(trace)[1]!.messages, [{ role: 'user', content: 'Why?' }]);
    const { prompt_tokens: prompt, completion_tokens: completion } = runMetrics(trace);
    assert.deepEqual([prompt, completion], [7, 2]);
    assert.deepEqual(noticeCodes(trace), []);
  });

  test('reads alike in every form that it is saved in, cut anywhere', async () => {
    const run = llm();
    const sorted = Object.fromEntries(Object.entries(run).sort(([a], [b]) => (a < b ? 1 : -1)));
    const texts = [
      JSON.stringify(run),
      JSON.stringify(run, undefined, 2),
      JSON.stringify(sorted),
      JSON.stringify([run]),
      JSON.stringify([run], undefined, 2),
      JSON.stringify({ runs: [run], cursors: {} }),
      `${JSON.stringify({ ...run, run_type: 'chain', id: 'x', parent_run_id: null })}\n${JSON.stringify(run)}\n`,
    ];
    for (const text of texts) {
      for (const pieces of [[text], cutAt(text, [10, 80, 300, 700])]) {
        const { trace } = await readText(text, pieces);
        assert.deepEqual(textByChannel(trace), { 'c1/response': 'So.' });
      }
    }
  });

  test('tells its tokens as texts, as messages, or within chunks', async () => {
    const chunk = (ms: number, kwargs: object) => ({ name: 'new_token', time: at(ms), kwargs });
    const trace = await read(
      llm({
        events: [
          token(100, { content: 'a' }),
          token(150, { content: [{ type: 'text', text: 'b' }] }),
          chunk(200, { token: '', chunk: { text: 'c' } }),
          chunk(250, { chunk: { message: { kwargs: { content: 'd' } } } }),
        ],
      }),
    );
    assert.deepEqual(textByChannel(trace), { 'c1/response': 'abcd' });
  });

  test('that marks its first token alone spreads its answer from there, and is marked', async () => {
    const mark = { name: 'new_token', time: at(300) };
    for (const fields of [{ events: [mark] }, { events: [], first_token_time: at(300) }]) {
      const trace = await read(llm({ ...fields, outputs: generation('ab') }));
      assert.deepEqual(outline(trace).slice(1, 3), [
        ['token', 300, 'a'],
        ['token', 900, 'b'],
      ]);
      assert.equal(trace.info.timing, 'estimated');
      assert.deepEqual(noticeCodes(trace), ['estimated_times']);
    }
    const unmarked = await read(llm({ events: [], outputs: generation('ab') }));
    assert.deepEqual(outline(unmarked)[1], ['token', 900, 'ab']);
  });

  test('of an agent has a completion for each answer, with its tools and its steps, wherever they stand', async () => {
    const tool = {
      id: 'tool-1',
      name: 'read',
      run_type: 'tool',
      start_time: at(1000),
      end_time: at(1100),
      inputs: { input: "{'p': 1}" },
      outputs: { output: { content: 'done', tool_call_id: 'call-1' } },
    };
    const called = generation('', { tool_calls: [{ id: 'call-1', name: 'read', args: { p: 1 } }] });
    const first = llm({ events: [token(100, 'a')], outputs: called });
    const second = llm({ id: 'run-2', start_time: at(1200), end_time: at(1500), events: [token(1300, 'b')] });
    const agent = { ...llm(), id: 'agent', name: 'agent', run_type: 'chain', end_time: at(1600), events: [] };
    const flat = [second, tool, first, agent].map((run) => ({ ...run, parent_run_id: 'agent' }));
    const tree = { ...agent, child_runs: [first, { ...tool, child_runs: [second] }] };
    for (const document of [flat, tree]) {
      const trace = await read(document);
      assert.deepEqual(
        eventsOf(trace)
          .slice(1)
          .map(({ type, time_ms: timeMs, completion_id: id = '' }) =>
            `${type} ${id} ${timeMs}`.replace('  ', ' '),
          ),
        [
          ...(document === flat ? ['prompt_sent c1 0', 'log 0'] : ['log 0', 'prompt_sent c1 0']),
          'token c1 100',
          'response_completed c1 900',
          'tool_call 1000',
          'tool_result 1100',
          'prompt_sent c2 1200',
          'token c2 1300',
          'response_completed c2 1500',
          'run_completed 1600',
        ],
      );
      const call = eventsOf(trace).find(({ type }) => type === 'tool_call')!;
      assert.deepEqual([call.tool_call_id, call.name, call.arguments], ['call-1', 'read', "{'p': 1}"]);
      assert.equal(eventsOf(trace).find(({ type }) => type === 'tool_result')!.output, 'done');
    }
  });

  test('tells the tool calls of its answer where no run of a tool does', async () => {
    const called = generation('', { tool_calls: [{ id: 'call-1', name: 'read', args: { p: 1 } }] });
    const trace = await read(llm({ events: [token(100, 'a')], outputs: called }));
    const call = eventsOf(trace).find(({ type }) => type === 'tool_call')!;
    assert.deepEqual([call.name, call.arguments, call.time_ms], ['read', '{"p":1}', 900]);
  });

  test('of other clients reads as theirs: messages, answers and counts of OpenAI, times as numbers', async () => {
    const zero = Date.UTC(2026, 0, 1);
    const trace = await read(
      llm({
        start_time: zero,
        end_time: zero + 900,
        events: [{ name: 'new_token', time: '2026-01-01T01:00:00.25+01:00', kwargs: { token: 'So.' } }],
        inputs: { messages: [{ role: 'system', content: 'Be brief.' }] },
        outputs: {
          choices: [{ message: { role: 'assistant', content: 'So.' } }],
          usage: { prompt_tokens: 3, completion_tokens: 1 },
        },
      }),
    );
    assert.deepEqual(outline(trace)[1], ['token', 250, 'So.']);
    assert.deepEqual(eventsOf(trace)[1]!.messages, [{ role: 'system', content: 'Be brief.' }]);
    assert.equal(runMetrics(trace).prompt_tokens, 3);
  });

  test('that failed says why', async () => {
    const trace = await read(llm({ error: 'RateLimitError()', outputs: null }));
    const failure = eventsOf(trace).find(({ type }) => type === 'error')!;
    assert.deepEqual([failure.message, failure.time_ms], ['RateLimitError()', 900]);
  });

  test('without a model, or without times, is none', async () => {
    for (const document of [
      llm({ run_type: 'chain' }),
      llm({ start_time: 'soon' }),
      [llm({ start_time: -1 })],
    ])
      await assert.rejects(read(document), { name: 'TraceFormatError', fault: 'wrong_shape' });
  });

  test('leads to a run or to a refusal, whatever it holds', async () => {
    const odd = fc.dictionary(
      fc.constantFrom(
        'inputs',
        'outputs',
        'events',
        'extra',
        'child_runs',
        'end_time',
        'error',
        'id',
        '__proto__',
      ),
      fc.oneof(
        fc.jsonValue(),
        fc.constant([llm()]),
        fc.array(fc.record({ name: fc.constant('new_token'), time: fc.jsonValue(), kwargs: fc.jsonValue() })),
      ),
    );
    await fc.assert(
      fc.asyncProperty(odd, async (fields) => {
        const trace = await read([llm(), { ...llm({ id: 'other' }), ...fields }]);
        assert.ok(trace.isEnded);
        assert.ok(eventsOf(trace).every((event) => Number.isFinite(event.time_ms)));
      }),
    );
  });
});
