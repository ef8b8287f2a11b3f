import type { DialectName } from '../trace/index.js';

/** The kinds of model server that are known. `openai` stands for any server that is compatible with it. */
export const PROVIDERS = ['ollama', 'openai', 'lm-studio', 'llama.cpp', 'vllm', 'jan'] as const;

/** A kind of model server. */
export type Provider = (typeof PROVIDERS)[number];

/** Whether a text names a provider. */
export function isProvider(text: string): text is Provider {
  return (PROVIDERS as readonly string[]).includes(text);
}

/** The dialect that a provider's answers are in. */
export function dialectOf(provider: Provider): DialectName {
  return provider === 'ollama' ? 'ollama' : 'openai-chat';
}
