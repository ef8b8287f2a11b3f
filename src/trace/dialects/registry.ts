import { AnthropicStream } from './anthropic.js';
import type { DialectName, DialectOptions, DialectStream } from './dialect.js';
import { GeminiStream } from './gemini.js';
import { LlamaCppStream } from './llama-cpp.js';
import { LMStudioStream } from './lm-studio.js';
import { OllamaStream } from './ollama.js';
import { OpenAIChatStream } from './openai-chat.js';
import { OpenAIResponsesStream } from './openai-responses.js';
import { PlainTextStream } from './plain-text.js';

const DIALECTS: Record<DialectName, new (options: DialectOptions) => DialectStream> = {
  'openai-chat': OpenAIChatStream,
  'openai-responses': OpenAIResponsesStream,
  anthropic: AnthropicStream,
  gemini: GeminiStream,
  ollama: OllamaStream,
  'lm-studio': LMStudioStream,
  'llama-cpp': LlamaCppStream,
  'plain-text': PlainTextStream,
};

/** A reader for the body of one streamed answer: the same for live capture and for saved bodies. */
export function createDialectStream(name: DialectName, options: DialectOptions): DialectStream {
  return new DIALECTS[name](options);
}

/** Whether a format is a dialect's. */
export function isDialectName(name: string): name is DialectName {
  return Object.hasOwn(DIALECTS, name);
}
