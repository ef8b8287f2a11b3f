import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Trace, type TraceEvent } from '../../../src/trace/index.js';
import { cutAt, readText } from '../helpers/read-text.js';
import { noticeCodes, textByChannel } from '../helpers/trace-builder.js';

const eventsOf = (trace: Trace): TraceEvent[] =>
  Array.from({ length: trace.length }, (_, index) => trace.eventAt(index));
const steps = (...texts: string[]) =>
  texts.map((detail, index) => ({ id: `s${index}`, type: 'token', label: 'Token', timing_ms: 50, detail }));

/** A run as the dashboard exports it; its prompt may hold anything. */
const dashboardRun = (id: string, text: string, more: object = {}) => ({
  id,
  model: 'm',
  pack: 'react-pack',
  prompt: 'Explain {"a": [1]} and "b"',
  timestamp: '2.6.2026, 10:15:00',
  totalTimeMs: 100,
  status: 'completed',
  steps: steps(...text),
  ...more,
});

describe('runs of a Model Lens dashboard', () => {
  test('in a list are a completion each, one after the other, and that is said', async () => {
    const runs = [dashboardRun('a', 'xy'), dashboardRun('b', 'zw', { model: 'n' })];
    for (const text of [JSON.stringify(runs), JSON.stringify(runs, undefined, 2)]) {
      const { trace } = await readText(text);
      assert.deepEqual(textByChannel(trace), { 'c1/response': 'xy', 'c2/response': 'zw' });
      assert.deepEqual(
        eventsOf(trace)
          .slice(1)
          .map((event) => `${event.type} ${event.time_ms}`),
        [
          'log 0',
          'prompt_sent 0',
          'token 0',
          'token 50',
          'response_completed 100',
          'prompt_sent 100',
          'token 100',
          'token 150',
          'response_completed 200',
          'run_completed 200',
        ],
      );
      assert.match(JSON.stringify(eventsOf(trace)[1]), /one after the other/);
      assert.deepEqual([trace.info.run_id, trace.info.model, trace.info.timing], ['a', 'm', 'estimated']);
      assert.deepEqual(noticeCodes(trace), ['estimated_times']);
    }
  });

  test('of which one failed are a failed run, with its words', async () => {
    const error = { id: 'e', type: 'error', label: 'Error', timing_ms: 0, detail: 'boom' };
    const failed = dashboardRun('b', 'z', { status: 'failed' });
    const { trace } = await readText(
      JSON.stringify([dashboardRun('a', 'x'), { ...failed, steps: [...failed.steps, error] }]),
    );
    assert.deepEqual(trace.error, { message: 'boom' });
  });

  test('are told wherever the list is cut, and other lists are none', async () => {
    const text = JSON.stringify([dashboardRun('a', 'xy')], undefined, 2);
    for (const offset of [1, 2, 5, 70, 200]) {
      const { trace } = await readText(text, cutAt(text, [offset]));
      assert.deepEqual(textByChannel(trace), { 'c1/response': 'xy' });
    }
    const others = [
      [{ run_id: 'r', model: 'm', file: 'r.json', event_count: 3 }],
      { version: '1.0.0', replays: [{ run_id: 'r', file: 'r.json' }], total_replays: 1 },
      { version: '1.0.0', generated_at: 'x', total_traces: 1, traces: [{ trace_id: 't', totalTimeMs: 5 }] },
      [dashboardRun('a', '')],
    ];
    for (const other of others)
      await assert.rejects(readText(JSON.stringify(other)), {
        name: 'TraceFormatError',
        fault: 'wrong_shape',
      });
  });
});

describe('a run as Model Lens specifies it', () => {
  const run = {
    id: 'r',
    version: '1.0.0',
    model: { id: 'm-id', name: 'm' },
    provider: { name: 'lm-studio' },
    workload: { name: 'w' },
    trace: {
      trace_id: 't',
      started_at: '2026-06-02T10:15:00Z',
      completed_at: '2026-06-02T10:15:00.320Z',
      events: [0, 0, 150, 320].map((timing_ms, index) => ({
        type: index === 0 ? 'prompt' : 'token',
        timing_ms,
        detail: 'pabc'[index],
      })),
      metrics: { ttft_ms: 0, completion_tokens: 3, prompt_tokens: 4, total_tokens: 7 },
      artifacts: { response: 'abc', logs: [], errors: [] },
    },
  };

  test('is read with its names, its times as offsets, and its counts', async () => {
    for (const indent of [undefined, 2]) {
      const { trace } = await readText(JSON.stringify({ run }, undefined, indent));
      assert.deepEqual(
        eventsOf(trace)
          .filter(({ type }) => type === 'token')
          .map(({ time_ms: timeMs }) => timeMs),
        [0, 150, 320],
      );
      const { info } = trace;
      assert.deepEqual(
        [info.run_id, info.model, info.provider, info.workload, info.started_at, info.timing],
        ['t', 'm', 'lm-studio', 'w', '2026-06-02T10:15:00Z', 'estimated'],
      );
      assert.equal(trace.completions[0]!.usage?.total_tokens, 7);
      assert.deepEqual(textByChannel(trace), { 'c1/response': 'abc' });
    }
  });

  test('is none without its events', async () => {
    await assert.rejects(readText('{"run":{"trace":{}}}'), {
      name: 'TraceFormatError',
      fault: 'wrong_shape',
    });
    await assert.rejects(readText('{"run":{}}'), { name: 'TraceFormatError', fault: 'wrong_shape' });
  });
});

describe('a snapshot of Model Lens', () => {
  const flat = {
    snapshot_id: 'snap-1a2b',
    version: '1.0.0',
    trace_id: 't',
    model: 'm',
    provider: 'p',
    prompt: 'Grüße – 世界 👋',
    response: 'ab',
    totalTimeMs: 100,
    metrics: { ttft_ms: 10, tokens_per_second: 5, total_tokens: 2 },
    steps: steps('a', 'b'),
    created_at: '2026-06-02T10:15:00+00:00',
  };
  const whole = {
    snapshot_id: 'snap-9z8y',
    prompt: 'p',
    model: 'm',
    metrics: { ttft_ms: 50, tokens_per_second: 1, total_tokens: 99 },
    response: 'ab',
    trace: dashboardRun('i', 'ab'),
  };
  const padded = (value: unknown) =>
    Buffer.from(JSON.stringify(value)).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
  const bare = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  test('is read from its link, and from what the link holds, in either alphabet, with or without padding', async () => {
    const links = [
      `https://example.test/runs?snap=${padded(flat)}`,
      `https://example.test/runs?snap=${encodeURIComponent(padded(flat))}\n`,
      `http://127.0.0.1:4321/runs?a=b&snap=${bare(flat)}#top`,
      `/runs?snap=${bare(flat)}`,
      `https://example.test/?snap=${encodeURIComponent(Buffer.from(JSON.stringify(flat)).toString('base64'))}`,
      padded(flat),
      `${bare(flat)}\n`,
    ];
    for (const link of links) {
      for (const pieces of [[link], cutAt(link, [3, 30, 200])]) {
        const { trace } = await readText(link, pieces);
        assert.deepEqual(textByChannel(trace), { 'c1/response': 'ab' });
        assert.deepEqual(trace.completions[0]!.messages, [{ role: 'user', content: 'Grüße – 世界 👋' }]);
        assert.equal(trace.info.timing, 'estimated');
      }
    }
  });

  test('that a dashboard made tells no figures: they are guesses', async () => {
    const metricsOf = (trace: Trace) => eventsOf(trace).filter(({ type }) => type === 'metric').length;
    const { trace } = await readText(`https://example.test/runs?snap=${bare(whole)}`);
    assert.deepEqual(textByChannel(trace), { 'c1/response': 'ab' });
    assert.equal(metricsOf(trace), 0);
    assert.equal(metricsOf((await readText(JSON.stringify(flat))).trace), 3);
  });

  test('is refused where its link was cut, or holds something else', async () => {
    const link = `https://example.test/runs?snap=${bare(flat)}`;
    const others = [link.slice(0, -40), `${link}$`, `https://example.test/?snap=${bare({ a: 1 })}`];
    for (const text of others) await assert.rejects(readText(text), { name: 'TraceFormatError' }, text);
    const pages = [
      'https://example.test/runs',
      `https://example.test/${'x'.repeat(3000)}?snap=${bare(flat)}`,
    ];
    for (const text of pages) await assert.rejects(readText(text), { fault: 'not_json' }, text);
  });

  test('reads whatever its texts hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (prompt) => {
        const text = Buffer.from(prompt).toString();
        const { trace } = await readText(`/runs?snap=${bare({ ...flat, prompt: text })}`);
        assert.deepEqual(
          trace.completions[0]!.messages,
          text === '' ? [] : [{ role: 'user', content: text }],
        );
      }),
    );
  });

  test('longer than a slice of its decoding loses nothing', async () => {
    const prompt = 'a世界👋'.repeat(20_000);
    const { trace } = await readText(`/runs?snap=${bare({ ...flat, prompt })}`);
    assert.equal(trace.completions[0]!.messages![0]!.content, prompt);
  });
});

describe('a saved live stream of Model Lens', () => {
  const token = {
    model: 'm',
    token: 'a',
    index: 0,
    timing_ms: 10,
    run_id: 'r',
    _event_type: 'TokenGeneratedEvent',
  };
  const data = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;

  test('is read behind whatever its server or its proxy says of itself', async () => {
    const openings = [
      data({ _event_type: '_connected', port: 9090 }),
      ': keepalive\n\n',
      data({
        _event_type: '_connected',
        connection_id: 'x',
        service: 'modellens-sse-bridge',
        timestamp: 1e12,
      }),
      `event: _status\n${data({ connected: true, port: 9090 })}`,
    ];
    for (const opening of openings) {
      const { trace } = await readText(opening + data(token));
      assert.deepEqual(textByChannel(trace), { 'c1/response': 'a' }, opening);
    }
  });
});
