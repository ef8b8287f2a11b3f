import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { callsOf, chunk, content, done, readChat, stop, textsOf, typesOf } from '../helpers/streams.js';

const fragments = (...calls: object[]) => chunk({ tool_calls: calls });
const call = (
  index: number | undefined,
  id: string | undefined,
  name: string | undefined,
  args: unknown = '',
) => ({
  ...(index === undefined ? {} : { index }),
  ...(id === undefined ? {} : { id, type: 'function' }),
  function: { ...(name === undefined ? {} : { name }), arguments: args },
});
const finished = chunk({}, { finish_reason: 'tool_calls' });

describe('a tool call in a chat completion’s stream', () => {
  test('streams its arguments and is told once it is complete', () => {
    const reading = readChat(
      chunk({ reasoning: 'hm' }),
      fragments(call(0, 't1', 'search')),
      fragments(call(0, undefined, undefined, '{"q":')),
      fragments(call(0, undefined, undefined, '1}')),
      finished,
      done,
    );
    assert.deepEqual(reading.events.slice(1), [
      { type: 'reasoning_completed' },
      { type: 'token', text: '{"q":', channel: 'tool', tool_call_id: 't1' },
      { type: 'token', text: '1}', channel: 'tool', tool_call_id: 't1' },
      { type: 'tool_call', tool_call_id: 't1', name: 'search', arguments: '{"q":1}' },
      {
        type: 'response_completed',
        finish_reason: 'tool_calls',
      },
    ]);
  });

  test('is not told as complete where the stream is cut', () => {
    const reading = readChat(fragments(call(0, 't1', 'search', '{"q')));
    assert.deepEqual(typesOf(reading), ['token']);
  });

  test('interleaves with others, told apart by their indexes', () => {
    const reading = readChat(
      fragments(call(0, 't1', 'a'), call(1, 't2', 'b')),
      fragments(call(1, undefined, undefined, '{"y"')),
      fragments(call(0, undefined, undefined, '{"x"')),
      fragments(call(0, undefined, undefined, ':1}'), call(1, undefined, undefined, ':2}')),
      finished,
    );
    assert.deepEqual(callsOf(reading), ['t1 a({"x":1})', 't2 b({"y":2})']);
    assert.deepEqual(textsOf(reading), { 'tool t1': '{"x":1}', 'tool t2': '{"y":2}' });
  });

  test('goes on without an index, or an id, from fragment to fragment', () => {
    const bare = readChat(
      fragments(call(undefined, 't1', 'a')),
      fragments(call(undefined, undefined, undefined, '{"x"')),
      fragments(call(undefined, undefined, undefined, ':1}')),
      fragments(call(undefined, 't2', 'b')),
      fragments(call(undefined, undefined, undefined, '{}')),
      finished,
    );
    assert.deepEqual(callsOf(bare), ['t1 a({"x":1})', 't2 b({})']);
    const named = readChat(
      fragments(call(undefined, 't1', 'a', '{"x"')),
      fragments(call(undefined, 't1', undefined, ':1}')),
      finished,
    );
    assert.deepEqual(callsOf(named), ['t1 a({"x":1})']);
  });

  test('comes whole in one chunk, also several without index or id', () => {
    const reading = readChat(
      fragments(call(undefined, undefined, 'a', '{}'), call(undefined, undefined, 'b', '{"x":1}')),
      fragments(call(undefined, undefined, 'a', '{"y":2}')),
      finished,
    );
    assert.deepEqual(callsOf(reading), ['call_1 a({})', 'call_2 b({"x":1})', 'call_3 a({"y":2})']);
  });

  test('is another one where its index is the same but id and name are new', () => {
    const reading = readChat(
      fragments(call(0, 't1', 'a', '{}')),
      fragments(call(0, 't2', 'b', '{"x":1}')),
      finished,
    );
    assert.deepEqual(callsOf(reading), ['t1 a({})', 't2 b({"x":1})']);
  });

  test('stays one where the server makes up an id for each fragment', () => {
    const reading = readChat(
      fragments(call(0, 'r1', 'a')),
      fragments(call(0, 'r2', undefined, '{"x"')),
      fragments(call(0, 'r3', '', ':1}')),
      finished,
    );
    assert.deepEqual(callsOf(reading), ['r1 a({"x":1})']);
  });

  test('keeps its name where later fragments have an empty one', () => {
    const reading = readChat(fragments(call(0, 't1', 'a')), fragments(call(0, '', '', '{}')), finished);
    assert.deepEqual(callsOf(reading), ['t1 a({})']);
  });

  test('may have arguments that are an object, or none', () => {
    assert.deepEqual(callsOf(readChat(fragments(call(0, 't1', 'a', { x: [1] })), finished)), [
      't1 a({"x":[1]})',
    ]);
    assert.deepEqual(callsOf(readChat(fragments(call(0, 't1', 'a', null)), finished)), ['t1 a()']);
  });

  test('may be a legacy function call', () => {
    const reading = readChat(
      chunk({ function_call: { name: 'a', arguments: '' } }),
      chunk({ function_call: { arguments: '{"x":1}' } }),
      chunk({}, { finish_reason: 'function_call' }),
    );
    assert.deepEqual(callsOf(reading), ['call_1 a({"x":1})']);
  });

  test('stands behind the content before it', () => {
    const reading = readChat(content('<'), fragments(call(0, 't1', 'a', '{}')), stop);
    assert.deepEqual(typesOf(reading), ['token', 'token', 'tool_call', 'response_completed']);
    assert.deepEqual(textsOf(reading), { response: '<', 'tool t1': '{}' });
  });
});
