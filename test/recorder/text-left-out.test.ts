import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { withoutText } from '../../src/recorder/text-left-out.js';
import {
  describeNotice,
  runMetrics,
  Trace,
  type TraceEvent,
  type UntimedEvent,
} from '../../src/trace/index.js';
import { prompt, started } from './run-events.js';

const channels = ['response', 'reasoning', 'tool'] as const;
const piece = fc.record({
  text: fc.oneof(fc.constant(''), fc.constantFrom('SECRET', 'SECRET \n', 'SECRET🙂')),
  channel: fc.constantFrom(...channels),
  count: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  gap: fc.nat(50),
});

/** A run with such pieces, whole and without text. */
function bothTraces(
  pieces: { text: string; channel: (typeof channels)[number]; count?: number; gap: number }[],
) {
  let timeMs = 10;
  const events: TraceEvent[] = [started('a'), prompt()];
  for (const { gap, channel, text, count } of pieces) {
    timeMs += gap;
    const call = channel === 'tool' ? { tool_call_id: 'c' } : {};
    events.push({ type: 'token', time_ms: timeMs, text, channel, ...call, ...(count && { count }) });
  }
  events.push({
    type: 'tool_call',
    time_ms: timeMs,
    tool_call_id: 'd',
    name: 'look',
    arguments: '{"SECRET":1}',
  });
  events.push({
    type: 'response_completed',
    time_ms: timeMs,
    usage: { completion_tokens: 99, prompt_tokens: 3 },
  });
  events.push({ type: 'run_completed', time_ms: timeMs, duration_ms: timeMs });
  const [whole, bare] = [new Trace(), new Trace()];
  for (const event of events) {
    whole.append(event);
    bare.append({ ...withoutText(event as UntimedEvent), time_ms: event.time_ms } as TraceEvent);
  }
  return { whole, bare };
}

const eventsOf = (trace: Trace) => Array.from({ length: trace.length }, (_, index) => trace.eventAt(index));

describe('a run without its text', () => {
  it('has all figures that it has with it, and no text', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const { whole, bare } = bothTraces(pieces);
        assert.deepEqual(runMetrics(bare), runMetrics(whole));
        assert.deepEqual(
          bare.blocks.map(({ kind, chunkCount }) => [kind, chunkCount]),
          whole.blocks.map(({ kind, chunkCount }) => [kind, chunkCount]),
        );
        const text = JSON.stringify(eventsOf(bare));
        assert.equal(text.includes('SECRET') || text.includes('Hi'), false);
      }),
    );
  });

  it('says so wherever it is played, and tells the prompt by its size', () => {
    const { bare } = bothTraces([{ text: 'SECRET', channel: 'response', gap: 1 }]);
    assert.deepEqual(bare.notices.map(describeNotice), [
      'The text was not recorded: each ░ stands for a chunk of it.',
    ]);
    assert.equal(bare.blocks[0]!.text.toString(), '[text/plain, 2 bytes]');
    assert.equal(bare.blocks[1]!.text.toString(), '░');
  });

  it('keeps nothing that may quote it', () => {
    const kept: UntimedEvent[] = [
      { type: 'error', message: 'SECRET', code: 'c' },
      { type: 'log', level: 'info', message: 'SECRET' },
      { type: 'tool_result', tool_call_id: 'c', output: 'SECRET', is_error: true },
      { type: 'run_failed', duration_ms: 1, error: { code: 'http_error', message: 'HTTP 400 Bad: SECRET' } },
      { type: 'run_failed', duration_ms: 1, error: { code: 'server_error', message: 'SECRET' } },
      {
        type: 'run_failed',
        duration_ms: 1,
        error: { code: 'interrupted', message: 'The run was interrupted.' },
      },
      { type: 'token', text: 'SECRET', ...{ token_ids: 'SECRET' } },
      {
        type: 'prompt_sent',
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'SECRET' },
              { type: 'image_url', url: 'https://example.com/SECRET' },
              { type: 'image_url', media_type: 'image/png', bytes: 3 },
            ],
            ...{ name: 'SECRET' },
          },
        ],
      },
    ];
    const told = kept.map(withoutText);
    assert.equal(JSON.stringify(told).includes('SECRET'), false);
    assert.match(JSON.stringify(told), /HTTP 400.*its words were not recorded.*The run was interrupted/);
    assert.match(JSON.stringify(told), /"media_type":"image\/png","bytes":3/);
  });
});
