import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recogniseDialect, type DialectName } from '../../../src/trace/index.js';

const MESSAGES: [message: object, dialect: DialectName][] = [
  [{ object: 'chat.completion.chunk' }, 'openai-chat'],
  [{ choices: [] }, 'openai-chat'],
  [{ object: 'text_completion' }, 'openai-chat'],
  [{ type: 'response.created', response: {} }, 'openai-responses'],
  [{ object: 'response', output: [] }, 'openai-responses'],
  [{ type: 'message_start' }, 'anthropic'],
  [{ type: 'content_block_delta', index: 0 }, 'anthropic'],
  [{ type: 'message', role: 'assistant' }, 'anthropic'],
  [{ candidates: [] }, 'gemini'],
  [{ promptFeedback: {}, usageMetadata: {} }, 'gemini'],
  [{ type: 'chat.start' }, 'lm-studio'],
  [{ type: 'model_load.progress', progress: 0.5 }, 'lm-studio'],
  [{ model_instance_id: 'm', output: [] }, 'lm-studio'],
  [{ content: '', stop: false }, 'llama-cpp'],
  [{ response: '' }, 'ollama'],
  [{ message: { content: '' }, done: false }, 'ollama'],
  [{ model: 'm', done: true }, 'ollama'],
  [{ error: 'model not found' }, 'ollama'],
];

const OTHERS: object[] = [
  {},
  { type: 'ping' },
  { type: 'message' },
  { message: 'Not Found' },
  { error: 'boom', level: 'info' },
  { error: null },
  { content: 'a' },
  { output: [] },
  { run_id: 'r', response: 'a' },
  { events: [], message: {} },
  { _event_type: 'CompletionEvent', response: 'a' },
];

test('each dialect is told by its messages, and no other is', () => {
  for (const [message, dialect] of MESSAGES)
    assert.equal(recogniseDialect(message as never), dialect, JSON.stringify(message));
  for (const message of OTHERS)
    assert.equal(recogniseDialect(message as never), undefined, JSON.stringify(message));
});

test('what only lines of JSON tell is not told by a frame', () => {
  for (const [message, dialect] of MESSAGES)
    assert.equal(recogniseDialect(message as never, true), dialect === 'ollama' ? undefined : dialect);
});
