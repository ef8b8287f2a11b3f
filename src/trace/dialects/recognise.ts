import type { JsonObject } from '../events.js';
import type { DialectName } from './dialect.js';
import { asObject } from '../json-object.js';
import { isServerError } from './json-values.js';

/**
 * Which dialect a stream is of, by its first messages: one that says nothing (a ping) leaves it open. The name of a message's SSE
 * event is its `type`, where its data has none. `isFrame`: it came as an SSE frame, as no line of Ollama's does.
 */
export function recogniseDialect(message: JsonObject, isFrame = false): DialectName | undefined {
  const type = typeof message.type === 'string' ? message.type : '';
  if (Array.isArray(message.choices) || /^(chat|text)[._]completion/.test(String(message.object)))
    return 'openai-chat';
  if (type.startsWith('response.') || message.object === 'response') return 'openai-responses';
  if (/^(chat\.(start|end)|model_load\.|prompt_processing\.)/.test(type) || isLMStudioAnswer(message)) {
    return 'lm-studio';
  }
  if (
    /^(message_start|content_block_|message_delta|message_stop)/.test(type) ||
    isAnthropicMessage(message)
  ) {
    return 'anthropic';
  }
  if (Array.isArray(message.candidates) || 'usageMetadata' in message) return 'gemini';
  if (typeof message.content === 'string' && typeof message.stop === 'boolean') return 'llama-cpp';
  if (!isFrame && isOllamaChunk(message)) return 'ollama';
  return undefined;
}

function isAnthropicMessage(message: JsonObject): boolean {
  return message.type === 'message' && message.role === 'assistant';
}

function isLMStudioAnswer(message: JsonObject): boolean {
  return Array.isArray(message.output) && 'model_instance_id' in message;
}

function isOllamaChunk(message: JsonObject): boolean {
  // An error alone tells no dialect, but on a line of its own it is how this one tells it.
  if (isServerError(message.error)) return Object.keys(message).length === 1;
  const hasAnswer = typeof message.response === 'string' || asObject(message.message) !== undefined;
  return (
    (hasAnswer || typeof message.done === 'boolean') &&
    !('events' in message || 'run_id' in message || '_event_type' in message)
  );
}
