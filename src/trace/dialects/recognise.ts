import type { JsonObject } from '../events.js';
import type { DialectName } from './dialect.js';

/** Which dialect a stream is of, by its first messages: one that says nothing (a ping) leaves it open. */
export function recogniseDialect(message: JsonObject): DialectName | undefined {
  const type = typeof message.type === 'string' ? message.type : '';
  if (Array.isArray(message.choices) || /^(chat|text)[._]completion/.test(String(message.object)))
    return 'openai-chat';
  if (type.startsWith('response.') || message.object === 'response') return 'openai-responses';
  if (/^(chat\.(start|end)|model_load\.|prompt_processing\.)/.test(type)) return 'lm-studio';
  if (
    /^(message_start|content_block_|message_delta|message_stop)/.test(type) ||
    isAnthropicMessage(message)
  ) {
    return 'anthropic';
  }
  if (Array.isArray(message.candidates) || 'usageMetadata' in message) return 'gemini';
  if (typeof message.content === 'string' && typeof message.stop === 'boolean') return 'llama-cpp';
  if (isOllamaChunk(message)) return 'ollama';
  return undefined;
}

function isAnthropicMessage(message: JsonObject): boolean {
  return message.type === 'message' && message.role === 'assistant';
}

function isOllamaChunk(message: JsonObject): boolean {
  const hasAnswer = 'response' in message || 'message' in message || 'done' in message || 'error' in message;
  return hasAnswer && !('events' in message) && !('run_id' in message);
}
