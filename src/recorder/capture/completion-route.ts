import type { DialectName } from '../../trace/index.js';

/** What a request's path says of a completion. */
export interface CompletionRoute {
  readonly provider: string;
  /** The dialect that such a path answers in. */
  readonly dialect: DialectName;
  /** The model, where the path names it. */
  readonly model?: string;
}

/** Ends of paths behind which a model answers. The longer of two that fit stands first. */
const ROUTES: readonly (readonly [end: RegExp, provider: string, dialect: DialectName])[] = [
  [/\/chat\/completions\/?$/, 'openai', 'openai-chat'],
  [/\/completions\/?$/, 'openai', 'openai-chat'],
  [/\/responses\/?$/, 'openai', 'openai-responses'],
  [/\/v1\/messages\/?$/, 'anthropic', 'anthropic'],
  [/\/models\/([^/:]+):(?:stream)?[gG]enerateContent$/, 'google', 'gemini'],
  [/\/api\/v1\/chat\/?$/, 'lm-studio', 'lm-studio'],
  [/\/api\/(?:chat|generate)\/?$/, 'ollama', 'ollama'],
  [/\/completion\/?$/, 'llama.cpp', 'llama-cpp'],
];

/** Tells a request for a completion by its method and path; undefined: it is something else. */
export function completionRoute(method: string, pathname: string): CompletionRoute | undefined {
  if (method.toUpperCase() !== 'POST') return undefined;
  for (const [end, provider, dialect] of ROUTES) {
    const found = end.exec(pathname);
    if (found) return { provider, dialect, model: found[1] && decoded(found[1]) };
  }
  return undefined;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
