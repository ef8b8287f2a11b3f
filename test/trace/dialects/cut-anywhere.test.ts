import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { DialectName } from '../../../src/trace/index.js';
import { cutAt } from '../helpers/read-text.js';
import { chunk, content, done, named, readStream, sse, stop } from '../helpers/streams.js';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom('<think>', '</think>', '<', '😀', '\n\n'),
);

const frame = fc.oneof(
  text.map((one) => content(one)),
  text.map((one) => content(one, { logprobs: { content: [{ token: one, logprob: -1 }] } })),
  text.map((one) => chunk({ reasoning_content: one })),
  text.map((one) => content(one, { index: 1 })),
  text.map((one) => chunk({ tool_calls: [{ index: 0, id: 't', function: { name: 'n', arguments: one } }] })),
  fc.constantFrom(
    ': ping\n\n',
    stop,
    done,
    'data: oops\n\n',
    'error: {"message":"x"}\n\n',
    sse({ usage: { completion_tokens: 3 } }),
  ),
  fc.jsonValue().map((value) => sse(value)),
);
const line = fc
  .oneof(
    text.map((one) => ({ response: one })),
    text.map((one) => ({ message: { content: one, thinking: '' } })),
    text.map((one) => ({ message: { content: '', thinking: one } })),
    fc.constant({ message: { tool_calls: [{ function: { name: 'n', arguments: {} } }] } }),
    fc.constantFrom({ done: true, eval_count: 2 }, { error: 'x' }),
    fc.jsonValue(),
  )
  .map((value) => `${JSON.stringify(value)}\n`);

const value = fc.jsonValue();
const index = fc.constantFrom(0, 1, 2);

/** Frames with any line ends, among them such as belong to no dialect. */
const sseBody = (...frames: fc.Arbitrary<string>[]) => {
  const oddFrame = fc.oneof(
    fc.constantFrom(': ping\n\n', done, 'data: oops\n\n', 'stray\n', named('ping')),
    fc.constantFrom(named('error', { error: { message: 'x' } }), 'error: {"message":"x"}\n\n'),
    value.map((one) => sse(JSON.stringify(one))),
  );
  return fc
    .tuple(
      fc.array(fc.oneof(...frames.map((arbitrary) => ({ arbitrary, weight: 3 })), oddFrame), {
        maxLength: 12,
      }),
      fc.constantFrom('\n', '\r\n', '\r'),
    )
    .map(([all, lineEnd]) => all.join('').replaceAll('\n', lineEnd));
};

const anthropicBlock = fc.oneof(
  fc.constant({ type: 'text', text: '' }),
  text.map((one) => ({ type: 'thinking', thinking: one })),
  fc.constantFrom(
    { type: 'tool_use', id: 't1', name: 'n', input: {} },
    { type: 'server_tool_use', id: 't2', name: 'm' },
  ),
  value.map((content) => ({ type: 'web_search_tool_result', tool_use_id: 't2', content })),
);
const anthropicDelta = fc.oneof(
  text.map((one) => ({ type: 'text_delta', text: one })),
  text.map((one) => ({ type: 'thinking_delta', thinking: one })),
  text.map((one) => ({ type: 'input_json_delta', partial_json: one })),
);
const anthropic = sseBody(
  fc.constantFrom(named('message_start', { message: { usage: { input_tokens: 1 } } }), named('message_stop')),
  fc
    .tuple(index, anthropicBlock)
    .map(([at, block]) => named('content_block_start', { index: at, content_block: block })),
  fc.tuple(index, anthropicDelta).map(([at, delta]) => named('content_block_delta', { index: at, delta })),
  index.map((at) => named('content_block_stop', { index: at })),
  fc.constant(named('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } })),
);

const responsesItem = fc.constantFrom(
  { type: 'function_call', id: 'i1', call_id: 'c1', name: 'n', arguments: '{}' },
  { type: 'web_search_call', id: 'i2', action: { query: 'q' } },
  { type: 'mcp_call', id: 'i3', name: 'm', output: 'o' },
  { type: 'message', id: 'i4' },
);
const responses = sseBody(
  fc
    .tuple(
      text,
      fc.constantFrom(
        'output_text',
        'refusal',
        'reasoning_text',
        'reasoning_summary_text',
        'function_call_arguments',
      ),
      fc.option(index, { nil: undefined }),
    )
    .map(([delta, kind, at]) => named(`response.${kind}.delta`, { delta, item_id: 'i1', output_index: at })),
  fc
    .tuple(responsesItem, fc.constantFrom('added', 'done'), fc.option(index, { nil: undefined }))
    .map(([item, step, at]) => named(`response.output_item.${step}`, { item, output_index: at })),
  fc
    .constantFrom('created', 'completed', 'incomplete', 'failed')
    .map((step) => named(`response.${step}`, { response: {} })),
);

const geminiPart = fc.oneof(
  text.map((one) => ({ text: one })),
  text.map((one) => ({ text: one, thought: true })),
  fc.constantFrom({ functionCall: { name: 'n', args: { x: 1 } } }, { executableCode: { code: 'x' } }),
);
const geminiChunk = fc
  .record({ parts: fc.array(geminiPart, { maxLength: 3 }), index, tokens: fc.nat(9), isLast: fc.boolean() })
  .map(({ parts, index: at, tokens, isLast }) => ({
    candidates: [{ index: at, content: { parts }, ...(isLast && { finishReason: 'STOP' }) }],
    usageMetadata: { candidatesTokenCount: tokens },
  }));
const geminiArray = fc
  .tuple(fc.array(fc.oneof(geminiChunk, value), { maxLength: 6 }), fc.constantFrom(undefined, 2))
  .map(([chunks, layout]) => JSON.stringify(chunks, null, layout));

const lmStudio = sseBody(
  fc
    .tuple(fc.constantFrom('reasoning', 'message'), text)
    .map(([lane, one]) => named(`${lane}.delta`, { content: one })),
  fc
    .constantFrom('chat.start', 'model_load.start', 'prompt_processing.progress')
    .map((type) => named(type, { progress: 0.5 })),
  fc
    .tuple(fc.constantFrom('start', 'arguments', 'success', 'failure'), value)
    .map(([step, one]) => named(`tool_call.${step}`, { tool: 'n', arguments: one, output: one })),
  fc.constant(named('chat.end', { result: { stats: { total_output_tokens: 2 } } })),
);

const llamaCpp = sseBody(
  fc
    .tuple(text, fc.array(fc.nat(9), { maxLength: 3 }))
    .map(([one, tokens]) => sse({ content: one, tokens, stop: false })),
  fc
    .nat(20)
    .map((ms) =>
      sse({ content: 'a', stop: false, timings: { prompt_ms: 1, predicted_ms: ms, predicted_n: ms } }),
    ),
  fc.constant(sse({ content: '', stop: true, tokens_predicted: 3 })),
);

const BODIES: [DialectName, fc.Arbitrary<string>][] = [
  [
    'openai-chat',
    fc
      .tuple(fc.array(frame, { maxLength: 12 }), fc.constantFrom('\n', '\r\n', '\r'))
      .map(([frames, lineEnd]) => frames.join('').replaceAll('\n', lineEnd)),
  ],
  ['ollama', fc.array(line, { maxLength: 12 }).map((lines) => lines.join(''))],
  ['anthropic', anthropic],
  ['openai-responses', responses],
  ['gemini', fc.oneof(sseBody(geminiChunk.map((one) => sse(one))), geminiArray)],
  ['lm-studio', lmStudio],
  ['llama-cpp', llamaCpp],
];

for (const [name, bodies] of BODIES) {
  describe(`a body of ${name}`, () => {
    test('says the same however it is cut', () => {
      fc.assert(
        fc.property(bodies, fc.array(fc.nat(), { maxLength: 8 }), (body, cuts) => {
          const whole = readStream(name, body);
          const cut = readStream(name, ...cutAt(body, cuts));
          assert.deepEqual(cut.events, whole.events);
          assert.equal(cut.stream.ending, whole.stream.ending);
          assert.deepEqual(cut.stream.error, whole.stream.error);
        }),
        { numRuns: 300 },
      );
    });

    test('never throws, whatever it is, and tells no completion’s times backwards', () => {
      const any = fc.oneof(
        bodies,
        fc.string({ maxLength: 60 }),
        fc.tuple(bodies, fc.string()).map((parts) => parts.join('')),
      );
      fc.assert(
        fc.property(any, fc.array(fc.nat(), { maxLength: 5 }), (body, cuts) => {
          const { timed } = readStream(name, ...cutAt(body, cuts));
          const latest = new Map<string, number>();
          for (const { event, arrivalMs } of timed) {
            // Heartbeats belong to no completion: they come while its text is held back.
            if (event.type === 'log') continue;
            const id = ('completion_id' in event && event.completion_id) || '';
            assert.ok(arrivalMs >= (latest.get(id) ?? 0));
            latest.set(id, arrivalMs);
          }
        }),
        { numRuns: 300 },
      );
    });
  });
}
