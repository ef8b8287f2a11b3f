import type { JsonObject, JsonValue } from '../events.js';
import { asObject } from '../json-object.js';
import { asCount, asObjects, firstText } from './json-values.js';
import type { ToolFragment } from './tool-calls.js';

/** What a choice of a chunk adds to its answer. */
export interface ChoiceDelta {
  readonly index: number;
  readonly reasoning: string;
  readonly content: string;
  readonly toolCalls: readonly ToolFragment[];
  readonly finishReason?: string;
  /** Whether it is a whole answer, whose usage is that of all its parts together. */
  readonly isWhole: boolean;
  /** Tokens in this chunk, by the length of its log probabilities or token ids. */
  readonly count?: number;
  /** The log probability, where the chunk is one token. */
  readonly logprob?: number;
}

/** Reads the choices of a chunk; a whole answer (`message` instead of `delta`) and legacy completions (`text`) read alike. */
export function parseChoices(chunk: JsonObject): ChoiceDelta[] {
  return asObjects(chunk.choices).map(parseChoice);
}

/** Whether the choice brings any text. */
export function bringsText({ reasoning, content, toolCalls }: ChoiceDelta): boolean {
  return reasoning !== '' || content !== '' || toolCalls.some((call) => call.arguments !== '');
}

function parseChoice(choice: JsonObject, position: number): ChoiceDelta {
  const delta = asObject(choice.delta) ?? asObject(choice.message) ?? {};
  const logprobs = parseLogprobs(asObject(choice.logprobs));
  const tokenIds = Array.isArray(choice.token_ids) ? choice.token_ids.length : 0;
  const logprob = logprobs.length === 1 ? logprobs[0] : undefined;
  return {
    index: asCount(choice.index) ?? position,
    // Servers name it either way, and some send both with one of them empty.
    reasoning: firstText(delta.reasoning_content, delta.reasoning),
    content: contentText(delta.content) || firstText(delta.refusal, choice.text),
    toolCalls: parseToolCalls(delta),
    finishReason: firstText(choice.finish_reason) || undefined,
    isWhole: choice.delta === undefined && asObject(choice.message) !== undefined,
    count: tokenIds || logprobs.length || undefined,
    logprob: typeof logprob === 'number' ? logprob : undefined,
  };
}

/** The log probability of each token; legacy completions list them bare. */
function parseLogprobs(logprobs: JsonObject | undefined): (JsonValue | undefined)[] {
  const legacy = logprobs?.token_logprobs;
  return Array.isArray(legacy) ? legacy : asObjects(logprobs?.content).map((token) => token.logprob);
}

/** Content is a string, or parts that hold their text. */
function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  return asObjects(content)
    .map((part) => firstText(part.text))
    .join('');
}

function parseToolCalls(delta: JsonObject): ToolFragment[] {
  const legacy = asObject(delta.function_call);
  const calls = legacy ? [{ index: 0, function: legacy }] : asObjects(delta.tool_calls);
  return calls.map((call) => {
    const called = asObject(call.function);
    const args = called?.arguments;
    return {
      index: asCount(call.index),
      id: firstText(call.id) || undefined,
      name: firstText(called?.name) || undefined,
      arguments: typeof args === 'string' ? args : args == null ? '' : JSON.stringify(args),
    };
  });
}
