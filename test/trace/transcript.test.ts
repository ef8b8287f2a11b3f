import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ContentPart, JsonValue, PromptMessage, TraceEvent } from '../../src/trace/index.js';
import { prompt, token, traceOf } from './helpers/trace-builder.js';

/** Each block as `kind: text`, with what else tells it apart. */
function outline(...events: TraceEvent[]): string[] {
  const trace = traceOf(...events);
  return trace.blocks.map((block) => {
    const completion = trace.completions[block.completion]!.id;
    const details = [
      completion,
      block.role,
      block.toolCallId,
      block.name,
      block.isError ? 'error' : undefined,
    ];
    return `${block.kind}(${details.filter(Boolean).join(' ')}): ${block.text.toString()}`;
  });
}

const call = (id: string, args: string, more: object = {}): TraceEvent =>
  ({
    type: 'tool_call',
    time_ms: 9,
    tool_call_id: id,
    name: 'search',
    arguments: args,
    ...more,
  }) as TraceEvent;
const result = (id: string, output: string, more: object = {}): TraceEvent =>
  ({ type: 'tool_result', time_ms: 9, tool_call_id: id, output, ...more }) as TraceEvent;
const reasoning = (text: string, more: object = {}) => token(1, text, { channel: 'reasoning', ...more });
const fragment = (id: string, text: string, more: object = {}) =>
  token(1, text, { channel: 'tool', tool_call_id: id, ...more });

describe('a transcript', () => {
  test('holds a run’s parts in the order in which they began', () => {
    const events = [
      prompt(0, {
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Hi' },
        ],
      }),
      reasoning('Hm'),
      reasoning('m.'),
      token(2, 'He'),
      token(3, 'llo'),
      fragment('t1', '{"q"'),
      fragment('t1', ':1}'),
      call('t1', '{"q":1}'),
      result('t1', 'found', { is_error: true }),
      token(10, 'So'),
      { type: 'error', time_ms: 11, message: 'cut' },
    ] as TraceEvent[];
    assert.deepEqual(outline(...events), [
      'prompt(system): Be brief.',
      'prompt(user): Hi',
      'reasoning(): Hmm.',
      'response(): Hello',
      'tool_call(t1 search): {"q":1}',
      'tool_result(t1 error): found',
      'response(): So',
      'error(error): cut',
    ]);
  });

  test('keeps completions that interleave in blocks of their own', () => {
    const a = { completion_id: 'a' };
    const b = { completion_id: 'b' };
    assert.deepEqual(
      outline(token(1, '1', a), token(1, 'x', b), token(2, '2', a), reasoning('y', b), token(3, '3', a)),
      ['response(a): 123', 'response(b): x', 'reasoning(b): y'],
    );
  });

  test('keeps tool calls that interleave whole, and those of other completions with the same id apart', () => {
    const other = { completion_id: 'b' };
    const events = [
      fragment('t1', 'a'),
      fragment('t2', 'x'),
      fragment('t1', 'b'),
      fragment('t1', '?', other),
      token(2, ' and '),
      fragment('t2', 'y'),
      call('t2', 'xy'),
      call('t1', 'ab'),
    ];
    assert.deepEqual(outline(...events), [
      'tool_call(t1 search): ab',
      'tool_call(t2 search): xy',
      'tool_call(b t1): ?',
      'response():  and ',
    ]);
  });

  test('tells completions and calls apart even where their ids hold line breaks', () => {
    const events = [
      fragment('b\nc', '1', { completion_id: 'a' }),
      fragment('c', '2', { completion_id: 'a\nb' }),
    ];
    assert.equal(outline(...events).length, 2);
  });

  test('shows a call that did not stream, arguments or none', () => {
    assert.deepEqual(outline(call('t1', '{}'), call('t2', '')), [
      'tool_call(t1 search): {}',
      'tool_call(t2 search): ',
    ]);
    const trace = traceOf(token(1, 'a'), call('t1', ''));
    assert.equal(trace.blocks[1]!.firstEvent, 1);
    assert.equal(trace.blocks[1]!.namedAtEvent, 1);
  });

  test('opens no block for an empty chunk of any channel', () => {
    const trace = traceOf(
      reasoning(''),
      token(1, ''),
      fragment('t1', ''),
      token(2, '', { completion_id: 'b' }),
    );
    assert.deepEqual(trace.blocks, []);
    assert.deepEqual(outline(token(1, 'a'), reasoning(''), fragment('t1', ''), token(2, 'b')), [
      'response(): ab',
    ]);
    const later = traceOf(token(1, 'a'), fragment('t1', ''));
    assert.equal(later.blockIndexAt(1), 0);
  });

  test('counts an empty chunk as no first token', () => {
    const trace = traceOf(prompt(0), token(5, ''), reasoning(''), token(9, 'a'));
    assert.equal(trace.completions[0]!.firstTokenMs, 9);
    assert.equal(trace.completions[0]!.firstAnswerMs, 9);
  });

  test('shares one list of choices, whichever choice comes first', () => {
    for (const ids of [
      ['c1', 'c1#1', 'c1#2'],
      ['c1#2', 'c1', 'c1#1'],
    ]) {
      const { completions } = traceOf(...ids.map((id, index) => token(index, 'x', { completion_id: id })));
      assert.deepEqual(
        completions[0]!.choices.map((choice) => choice.id),
        ids,
      );
      for (const completion of completions) assert.equal(completion.choices, completions[0]!.choices);
      assert.deepEqual(new Set(completions.map(({ requestId }) => requestId)), new Set(['c1']));
    }
  });

  test('gives further choices the time at which their request was sent', () => {
    const { completions } = traceOf(
      prompt(7, { completion_id: 'c1' }),
      token(9, 'x', { completion_id: 'c1#1' }),
    );
    assert.equal(completions[1]!.promptSentMs, 7);
  });

  test('keeps the first prompt’s time where an agent sends several without ids', () => {
    const trace = traceOf(prompt(1), token(5, 'a'), prompt(10), token(12, 'b'));
    assert.equal(trace.completions[0]!.promptSentMs, 1);
  });

  test('gives errors to their completion, else to the one that runs', () => {
    const error = (id?: string): TraceEvent => ({
      type: 'error',
      time_ms: 3,
      message: '!',
      completion_id: id,
    });
    assert.deepEqual(
      outline(token(1, 'a', { completion_id: 'a' }), token(1, 'b', { completion_id: 'b' }), error()),
      ['response(a): a', 'response(b): b', 'error(b error): !'],
    );
    assert.deepEqual(outline(token(1, 'a', { completion_id: 'a' }), error('b')), [
      'response(a): a',
      'error(b error): !',
    ]);
    assert.deepEqual(outline(error()), ['error(error): !']);
  });
});

describe('the prompts of a transcript', () => {
  const user = (content: PromptMessage['content']): PromptMessage => ({ role: 'user', content });
  const turns = (...prompts: PromptMessage[][]) =>
    outline(...prompts.map((messages, index) => prompt(index, { messages, completion_id: `c${index}` })));

  test('leave out the messages that the prompt before already showed', () => {
    assert.deepEqual(turns([user('a')], [user('a'), user('b')], [user('a'), user('b'), user('b')]), [
      'prompt(c0 user): a',
      'prompt(c1 user): b',
      'prompt(c2 user): b',
    ]);
  });

  test('leave them out within one completion too', () => {
    const events = [prompt(0, { messages: [user('a')] }), prompt(1, { messages: [user('a'), user('b')] })];
    assert.deepEqual(outline(...events), ['prompt(user): a', 'prompt(user): b']);
  });

  test('show all again from the first message that differs', () => {
    assert.deepEqual(turns([user('a'), user('b')], [user('x'), user('b')]).slice(2), [
      'prompt(c1 user): x',
      'prompt(c1 user): b',
    ]);
    assert.deepEqual(turns([user('a')], [{ role: 'system', content: 'a' }]).slice(1), [
      'prompt(c1 system): a',
    ]);
  });

  test('show what parts say, and note what binary ones are', () => {
    const parts: ContentPart[] = [
      { type: 'text', text: 'Look:' },
      { type: 'image', media_type: 'image/png', bytes: 2048 },
      { type: 'file' },
    ];
    assert.deepEqual(turns([user(parts)]), ['prompt(c0 user): Look:\n[image/png, 2048 bytes]\n[file]']);
  });

  test('bear content nested deeper than a recursion may go', () => {
    const deep = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) as JsonValue;
    const message = () => user([{ type: 'x', deep }]);
    assert.deepEqual(turns([message()], [message()]), ['prompt(c0 user): [x]']);
  });
});
