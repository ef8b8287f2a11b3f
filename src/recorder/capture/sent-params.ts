import type { JsonObject } from '../../trace/index.js';
import { itemsOf, objectOf } from './sent-json.js';

/** What says how a model is to answer. Nothing that identifies a person, and no key, is among it. */
const PARAMS = new Set([
  'temperature',
  'max_tokens',
  'max_completion_tokens',
  'max_output_tokens',
  'max_new_tokens',
  'num_predict',
  'n_predict',
  'num_ctx',
  'context_length',
  'top_p',
  'top_k',
  'min_p',
  'typical_p',
  'seed',
  'n',
  'candidate_count',
  'presence_penalty',
  'frequency_penalty',
  'repeat_penalty',
  'reasoning_effort',
  'reasoning',
  'think',
  'stream',
]);

/** The parameters of a request's body, in snake_case: those at its top, in Ollama's `options` and in Gemini's `generationConfig`. */
export function sentParams(body: JsonObject): JsonObject | undefined {
  const holders = [body, objectOf(body.options), objectOf(body.generationConfig)];
  const params: JsonObject = {};
  for (const holder of holders) {
    for (const [name, value] of Object.entries(holder ?? {})) {
      const key = snakeCase(name);
      if (PARAMS.has(key) && isPlain(value)) params[key] = value;
    }
  }
  const effort = objectOf(body.reasoning)?.effort;
  if (typeof effort === 'string') params.reasoning_effort = effort;
  const tools = toolCount(body);
  if (tools > 0) params.tools = tools;
  return Object.keys(params).length > 0 ? params : undefined;
}

function toolCount(body: JsonObject): number {
  const tools = itemsOf(body.tools);
  // Gemini declares several functions in one tool.
  return tools.reduce<number>((count, tool) => {
    const declared = itemsOf(objectOf(tool)?.functionDeclarations ?? objectOf(tool)?.function_declarations);
    return count + Math.max(1, declared.length);
  }, 0);
}

function isPlain(value: unknown): value is string | number | boolean {
  if (typeof value === 'string') return value.length <= 100;
  return typeof value === 'number' || typeof value === 'boolean';
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
