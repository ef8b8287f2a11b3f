import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  close,
  ended,
  input,
  open,
  start,
  stop,
  text,
  readAnthropic as read,
} from '../helpers/anthropic-frames.js';
import { callsOf, resultsOf, typesOf } from '../helpers/streams.js';

describe('a tool call in a stream of Anthropic Messages', () => {
  test('streams its input and is told once its block has ended', () => {
    const reading = read(
      start(),
      open(0, { type: 'thinking', thinking: 'hm' }),
      open(1, { type: 'tool_use', id: 't1', name: 'look', input: {} }),
      input(1, ''),
      input(1, '{"q":'),
      input(1, '1}'),
      close(1),
      ended('tool_use'),
      stop,
    );
    assert.deepEqual(reading.events.slice(1, -1), [
      { type: 'reasoning_completed' },
      { type: 'token', text: '{"q":', channel: 'tool', tool_call_id: 't1' },
      { type: 'token', text: '1}', channel: 'tool', tool_call_id: 't1' },
      { type: 'tool_call', tool_call_id: 't1', name: 'look', arguments: '{"q":1}' },
    ]);
  });

  test('interleaves with others, and is not told as complete where the stream is cut', () => {
    const calls = [
      open(0, { type: 'tool_use', id: 't1', name: 'a', input: {} }),
      open(1, { type: 'tool_use', id: 't2', name: 'b', input: {} }),
      input(1, '{"y"'),
      input(0, '{"x"'),
      input(1, ':2}'),
      input(0, ':1}'),
      close(1),
    ];
    assert.deepEqual(callsOf(read(start(), ...calls)), ['t2 b({"y":2})']);
    assert.deepEqual(callsOf(read(start(), ...calls, ended('tool_use'), stop)), [
      't2 b({"y":2})',
      't1 a({"x":1})',
    ]);
  });

  test('of the server’s brings its result, without what no person reads', () => {
    const found = [{ type: 'web_search_result', title: 'T', url: 'https://x', encrypted_content: 'zzz' }];
    const reading = read(
      start(),
      open(0, { type: 'server_tool_use', id: 's1', name: 'web_search', input: {} }),
      input(0, '{"query":"x"}'),
      close(0),
      open(1, { type: 'web_search_tool_result', tool_use_id: 's1', content: found }),
      close(1),
      open(2, { type: 'text', text: '' }),
      text(2, 'Found.'),
      ended(),
      stop,
    );
    assert.deepEqual(callsOf(reading), ['s1 web_search({"query":"x"})']);
    assert.deepEqual(resultsOf(reading), [
      's1: [{"type":"web_search_result","title":"T","url":"https://x"}]',
    ]);
    assert.deepEqual(typesOf(reading), ['token', 'tool_call', 'tool_result', 'token', 'response_completed']);
  });

  test('that failed says so', () => {
    const result = (type: string, more: object) => open(1, { type, tool_use_id: 's1', ...more });
    const error = { type: 'web_search_tool_result_error', error_code: 'unavailable' };
    assert.deepEqual(resultsOf(read(start(), result('web_search_tool_result', { content: error }))), [
      `s1!: ${JSON.stringify(error)}`,
    ]);
    const mcp = result('mcp_tool_result', { is_error: true, content: 'no such page' });
    assert.deepEqual(resultsOf(read(start(), mcp)), ['s1!: no such page']);
  });
});
