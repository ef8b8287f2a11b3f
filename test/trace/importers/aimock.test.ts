import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Trace, TraceEvent } from '../../../src/trace/index.js';
import { readText } from '../helpers/read-text.js';
import { noticeCodes, textByChannel } from '../helpers/trace-builder.js';

const read = async (fixtures: unknown[], indent?: number): Promise<Trace> =>
  (await readText(JSON.stringify({ fixtures }, undefined, indent))).trace;
const eventsOf = (trace: Trace): TraceEvent[] =>
  Array.from({ length: trace.length }, (_, index) => trace.eventAt(index));
const outline = (trace: Trace) =>
  eventsOf(trace)
    .slice(1, -1)
    .map((event) => [event.type, event.time_ms, ...('text' in event ? [event.text] : [])]);

const recordedTimings = { ttftMs: 100, interChunkDelaysMs: [10, 20], totalDurationMs: 200 };
const greeting = {
  match: { userMessage: 'Hi', model: 'm' },
  response: { content: 'abcdef' },
  recordedTimings,
};

describe('aimock’s fixtures', () => {
  test('are completions one after the other, at the times that were recorded with them', async () => {
    for (const indent of [undefined, 2]) {
      const trace = await read(
        [greeting, { ...greeting, response: { reasoning: 'hmm', content: 'ghijkl' } }],
        indent,
      );
      assert.deepEqual(outline(trace), [
        ['prompt_sent', 0],
        ['token', 100, 'ab'],
        ['token', 110, 'cd'],
        ['token', 130, 'ef'],
        ['response_completed', 200],
        ['prompt_sent', 200],
        ['token', 300, 'hmm'],
        ['token', 310, 'ghi'],
        ['token', 330, 'jkl'],
        ['response_completed', 400],
      ]);
      assert.deepEqual([trace.info.model, trace.info.timing], ['m', 'recorded']);
      assert.equal(textByChannel(trace)['c2/reasoning'], 'hmm');
    }
  });

  test('without times are marked', async () => {
    const trace = await read([{ match: {}, response: { content: 'a' } }]);
    assert.equal(trace.info.timing, 'estimated');
    assert.deepEqual(noticeCodes(trace), ['estimated_times']);
  });

  test('keep tool calls and errors', async () => {
    const toolCalls = [
      { name: 'read', arguments: '{"p":1}' },
      { name: 'list', arguments: { q: 2 } },
    ];
    const trace = await read([
      { match: {}, response: { toolCalls }, recordedTimings },
      { match: {}, response: { error: { message: 'too many' } }, recordedTimings },
    ]);
    const events = eventsOf(trace);
    assert.deepEqual(
      events.flatMap((event) =>
        event.type === 'tool_call' ? [(event as { arguments: string }).arguments] : [],
      ),
      ['{"p":1}', '{"q":2}'],
    );
    assert.equal(
      events.some(({ type }) => type === 'error'),
      true,
    );
  });

  test('lead to a run or to a refusal, whatever they hold', async () => {
    const odd = fc.dictionary(fc.constantFrom('match', 'recordedTimings', 'x'), fc.jsonValue());
    const response = fc.dictionary(
      fc.constantFrom('content', 'reasoning', 'toolCalls', 'error'),
      fc.jsonValue(),
    );
    await fc.assert(
      fc.asyncProperty(odd, response, async (fields, answer) => {
        const trace = await read([{ match: {}, ...fields, response: answer }, greeting]);
        assert.ok(trace.isEnded);
      }),
    );
    await assert.rejects(read([{ match: {} }]), { name: 'TraceFormatError', fault: 'wrong_shape' });
  });
});
