import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { callsOf, named, readStream, resultsOf, textsOf, typesOf } from '../helpers/streams.js';

const read = (...pieces: string[]) => readStream('openai-responses', ...pieces);

const item = (index: number | undefined, step: 'added' | 'done', fields: object) =>
  named(`response.output_item.${step}`, {
    ...(index !== undefined && { output_index: index }),
    item: fields,
  });
const call = (id: string, name: string, args = '') => ({
  id: `fc_${id}`,
  type: 'function_call',
  call_id: id,
  name,
  arguments: args,
});
const args = (index: number | undefined, id: string, delta: string) =>
  named('response.function_call_arguments.delta', {
    ...(index !== undefined && { output_index: index }),
    item_id: `fc_${id}`,
    delta,
  });
const completed = named('response.completed', { response: { status: 'completed' } });

describe('a tool call in a stream of OpenAI Responses', () => {
  test('streams its arguments and is told once it is done', () => {
    const reading = read(
      named('response.reasoning_text.delta', { delta: 'hm' }),
      item(1, 'added', call('a', 'look')),
      args(1, 'a', '{"q":'),
      args(1, 'a', '1}'),
      named('response.function_call_arguments.done', { output_index: 1, arguments: '{"q":1}' }),
      item(1, 'done', call('a', 'look', '{"q":1}')),
      completed,
    );
    assert.deepEqual(reading.events.slice(1, -1), [
      { type: 'reasoning_completed' },
      { type: 'token', text: '{"q":', channel: 'tool', tool_call_id: 'a' },
      { type: 'token', text: '1}', channel: 'tool', tool_call_id: 'a' },
      { type: 'tool_call', tool_call_id: 'a', name: 'look', arguments: '{"q":1}' },
    ]);
  });

  test('interleaves with others, told apart by their places, or by their ids', () => {
    const body = (place: (index: number) => number | undefined) => [
      item(place(0), 'added', call('a', 'one')),
      item(place(1), 'added', call('b', 'two')),
      args(place(1), 'b', '{"y"'),
      args(place(0), 'a', '{"x"'),
      args(place(1), 'b', ':2}'),
      args(place(0), 'a', ':1}'),
      item(place(0), 'done', call('a', 'one', '{"x":1}')),
      item(place(1), 'done', call('b', 'two', '{"y":2}')),
    ];
    for (const reading of [
      read(...body((index) => index), completed),
      read(...body(() => undefined), completed),
      read(...body((index) => (index === 0 ? 0 : undefined)), completed),
    ]) {
      assert.deepEqual(callsOf(reading), ['a one({"x":1})', 'b two({"y":2})']);
      assert.deepEqual(textsOf(reading), { 'tool a': '{"x":1}', 'tool b': '{"y":2}' });
    }
  });

  test('goes on by its id where only its beginning told its place', () => {
    const reading = read(
      item(3, 'added', call('a', 'one')),
      item(4, 'added', call('b', 'two')),
      args(undefined, 'a', '{}'),
      completed,
    );
    assert.deepEqual(callsOf(reading), ['a one({})', 'b two()']);
  });

  test('may come whole when it is done', () => {
    const reading = read(item(0, 'done', call('a', 'look', '{"q":1}')), completed);
    assert.deepEqual(callsOf(reading), ['a look({"q":1})']);
    assert.deepEqual(typesOf(reading), ['token', 'tool_call', 'response_completed']);
  });

  test('is told at the end where nothing said that it is done, and not at all where the stream is cut', () => {
    const begun = [item(0, 'added', call('a', 'look')), args(0, 'a', '{}')];
    assert.deepEqual(callsOf(read(...begun, completed)), ['a look({})']);
    assert.deepEqual(callsOf(read(...begun)), []);
  });

  test('may take text of its own form', () => {
    const custom = { id: 'ctc', type: 'custom_tool_call', call_id: 'a', name: 'shell' };
    const reading = read(
      item(0, 'added', { ...custom, input: '' }),
      named('response.custom_tool_call_input.delta', { output_index: 0, delta: 'ls ' }),
      named('response.custom_tool_call_input.delta', { output_index: 0, delta: '-l' }),
      item(0, 'done', { ...custom, input: 'ls -l' }),
      completed,
    );
    assert.deepEqual(callsOf(reading), ['a shell(ls -l)']);
  });
});

describe('a tool that the server runs in a stream of OpenAI Responses', () => {
  const done = (fields: object) => read(item(0, 'added', fields), item(0, 'done', fields), completed);

  test('is told with what it looked for, known only when it is done', () => {
    const search = { id: 'ws', type: 'web_search_call' };
    const reading = read(
      item(0, 'added', { ...search, action: { type: 'search' } }),
      named('response.web_search_call.in_progress', { output_index: 0, item_id: 'ws' }),
      named('response.web_search_call.searching', { output_index: 0, item_id: 'ws' }),
      named('response.web_search_call.completed', { output_index: 0, item_id: 'ws' }),
      item(0, 'done', { ...search, action: { type: 'search', query: 'x' } }),
      named('response.output_text.delta', { output_index: 1, delta: 'Found.' }),
      completed,
    );
    assert.deepEqual(callsOf(reading), ['ws web_search({"type":"search","query":"x"})']);
    assert.deepEqual(typesOf(reading), ['token', 'tool_call', 'token', 'response_completed']);
  });

  test('of an MCP server brings its output, or its error', () => {
    const mcp = { id: 'mcp_1', type: 'mcp_call', name: 'ask', server_label: 's', arguments: '{"q":1}' };
    const reading = read(
      item(0, 'added', { ...mcp, arguments: '' }),
      named('response.mcp_call_arguments.delta', { output_index: 0, item_id: 'mcp_1', delta: '{"q":1}' }),
      named('response.mcp_call_arguments.done', { output_index: 0, arguments: '{"q":1}' }),
      item(0, 'done', { ...mcp, output: 'yes', error: null }),
      completed,
    );
    assert.deepEqual(callsOf(reading), ['mcp_1 ask({"q":1})']);
    assert.deepEqual(resultsOf(reading), ['mcp_1: yes']);
    assert.deepEqual(resultsOf(done({ ...mcp, output: null, error: 'no such tool' })), [
      'mcp_1!: no such tool',
    ]);
    const told = { type: 'http_error', code: 404, message: 'gone' };
    assert.deepEqual(resultsOf(done({ ...mcp, output: null, error: told })), ['mcp_1!: gone']);
  });

  test('that runs code streams it, and brings what it printed', () => {
    const code = { id: 'ci', type: 'code_interpreter_call', container_id: 'c' };
    const outputs = [
      { type: 'logs', logs: '1\n' },
      { type: 'image', url: 'https://x' },
      { type: 'logs', logs: '2' },
    ];
    const reading = read(
      item(0, 'added', { ...code, code: '', outputs: null }),
      named('response.code_interpreter_call_code.delta', {
        output_index: 0,
        item_id: 'ci',
        delta: 'print(1)',
      }),
      item(0, 'done', { ...code, code: 'print(1)', outputs }),
      completed,
    );
    assert.deepEqual(callsOf(reading), ['ci code_interpreter(print(1))']);
    assert.deepEqual(resultsOf(reading), ['ci: 1\n2']);
    assert.deepEqual(resultsOf(done({ ...code, code: 'x', outputs: null })), []);
  });

  test('that searches files tells its queries, and what it found where that was asked for', () => {
    const files = { id: 'fs', type: 'file_search_call', queries: ['a', 'b'] };
    assert.deepEqual(callsOf(done({ ...files, results: null })), ['fs file_search({"queries":["a","b"]})']);
    assert.deepEqual(resultsOf(done({ ...files, results: null })), []);
    assert.deepEqual(resultsOf(done({ ...files, results: [{ text: 't' }] })), ['fs: [{"text":"t"}]']);
  });

  test('may bring its output as an item of its own', () => {
    const reading = read(
      item(0, 'done', { id: 'sh', type: 'shell_call', call_id: 'a', action: { commands: ['ls'] } }),
      item(1, 'done', { id: 'so', type: 'shell_call_output', call_id: 'a', output: [{ stdout: 'x' }] }),
      completed,
    );
    assert.deepEqual(callsOf(reading), ['a shell({"commands":["ls"]})']);
    assert.deepEqual(resultsOf(reading), ['a: [{"stdout":"x"}]']);
  });

  test('that makes a picture never brings its data', () => {
    const reading = done({ id: 'ig', type: 'image_generation_call', result: 'iVBORw0KGgo' });
    assert.deepEqual(callsOf(reading), ['ig image_generation()']);
    assert.equal(JSON.stringify(reading.events).includes('iVBOR'), false);
  });
});
