import type { DialectName, DialectOptions, DialectStream } from './dialect.js';
import { OllamaStream } from './ollama.js';
import { OpenAIChatStream } from './openai-chat.js';

const DIALECTS: Record<DialectName, new (options: DialectOptions) => DialectStream> = {
  'openai-chat': OpenAIChatStream,
  ollama: OllamaStream,
};

/** A reader for the body of one streamed answer: the same for live capture and for saved bodies. */
export function createDialectStream(name: DialectName, options: DialectOptions): DialectStream {
  return new DIALECTS[name](options);
}
