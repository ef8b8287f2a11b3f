import type { ContentPart, JsonObject, JsonValue } from '../trace/index.js';
import type { BaseUrl } from './base-url.js';
import type { Provider } from './provider.js';

/** A message as it is sent: in the form of OpenAI chat completions, whatever the server is. */
export interface ChatMessage {
  role: string;
  content: string | ContentPart[];
  [field: string]: JsonValue;
}

/** How the model is asked to answer. */
export interface CompletionParams {
  temperature?: number;
  max_tokens?: number;
  seed?: number;
}

/** Where one POST goes, and what it carries. */
export interface CompletionRequest {
  readonly url: string;
  readonly body: JsonObject;
}

/** Makes the request for the richest stream that a server is known to have. */
export function completionRequest(
  base: BaseUrl,
  provider: Provider,
  model: string,
  messages: readonly ChatMessage[],
  params: CompletionParams,
): CompletionRequest {
  if (provider === 'ollama') {
    return { url: `${serverRoot(base)}/api/chat`, body: ollamaBody(model, messages, params) };
  }
  const body = {
    model,
    messages: [...messages],
    stream: true,
    ...openaiParams(base, params),
    ...extras(provider),
  };
  return { url: `${openaiRoot(base)}/chat/completions`, body };
}

/** The address of OpenAI's paths: the base URL, with `/v1` where no version stands in it. */
export function openaiRoot(base: BaseUrl): string {
  const href = base.href.replace(/\/chat\/completions$/, '');
  return /\/v\d+[a-z0-9]*(\/|$)/.test(new URL(href).pathname) ? href : `${href}/v1`;
}

/** The address of a server's own paths: the base URL without the `/v1` or `/api…` that people put behind it. */
export function serverRoot(base: BaseUrl): string {
  return base.href.replace(/\/(v1(\/chat\/completions)?|api(\/(v0|v1|chat|generate))?)$/, '');
}

/** What only some servers know, and others would refuse. */
function extras(provider: Provider): JsonObject {
  switch (provider) {
    case 'vllm':
      return { stream_options: { include_usage: true, continuous_usage_stats: true } };
    case 'llama.cpp':
      return { stream_options: { include_usage: true }, timings_per_token: true, return_progress: true };
    case 'openai':
    case 'lm-studio':
    case 'jan':
    case 'ollama':
      return { stream_options: { include_usage: true } };
  }
}

function openaiParams(
  base: BaseUrl,
  { temperature, max_tokens: maxTokens, seed }: CompletionParams,
): JsonObject {
  // OpenAI's own newer models refuse the name that everyone else knows.
  const limit = base.hostname === 'api.openai.com' ? 'max_completion_tokens' : 'max_tokens';
  return defined({ temperature, [limit]: maxTokens, seed });
}

function ollamaBody(model: string, messages: readonly ChatMessage[], params: CompletionParams): JsonObject {
  const { temperature, max_tokens: numPredict, seed } = params;
  const options = defined({ temperature, num_predict: numPredict, seed });
  const hasOptions = Object.keys(options).length > 0;
  return { model, messages: messages.map(ollamaMessage), stream: true, ...(hasOptions && { options }) };
}

/** Ollama takes text as one string, and images beside it as plain base64. */
function ollamaMessage({ content, ...rest }: ChatMessage): JsonObject {
  if (typeof content === 'string') return { ...rest, content };
  const text = content.map((part) => (part.type === 'text' ? String(part.text ?? '') : '')).join('');
  const images = content.flatMap((part) => imageData(part) ?? []);
  return { ...rest, content: text, ...(images.length > 0 && { images }) };
}

function imageData(part: ContentPart): string | undefined {
  const { image_url: image } = part;
  const url = typeof image === 'object' && image !== null && !Array.isArray(image) ? image.url : image;
  return typeof url === 'string' ? /^data:[^,]*;base64,(.*)$/s.exec(url)?.[1] : undefined;
}

function defined(fields: Record<string, number | undefined>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as JsonObject;
}
