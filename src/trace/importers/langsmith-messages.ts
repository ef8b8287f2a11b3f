import { asObject } from '../json-object.js';
import { asCount, asObjects, asString, firstText } from '../dialects/json-values.js';
import type { JsonObject, JsonValue } from '../events.js';
import type { SpanToolCall } from './otlp-spans.js';

/** What LangChain calls the roles. */
const ROLES: Record<string, string> = {
  human: 'user',
  ai: 'assistant',
  HumanMessage: 'user',
  AIMessage: 'assistant',
  SystemMessage: 'system',
  ToolMessage: 'tool',
};

/** The text of a token event: as itself, or within the chunk that it came in. */
export function tokenText(kwargs: JsonObject | undefined): string {
  const token = asObject(kwargs?.token);
  const chunk = asObject(kwargs?.chunk);
  return (
    firstText(kwargs?.token, chunk?.text) ||
    contentText(token?.content ?? messageOf(chunk ?? {}).content) ||
    firstText(token?.text)
  );
}

/** The messages that a model was sent: in LangChain's form, in OpenAI's, or as prompts alone. */
export function askedMessages(inputs: JsonObject | undefined): JsonValue {
  const prompts = [inputs?.prompts, inputs?.prompt, inputs?.input]
    .flat()
    .filter((prompt) => typeof prompt === 'string');
  if (prompts.length > 0) return prompts.map((content) => ({ role: 'user', content }));
  const messages = Array.isArray(inputs?.messages) ? inputs.messages.flat() : [];
  return asObjects(messages).map((message) => {
    const { content } = messageOf(message);
    return { role: roleOf(message), content: contentText(content) };
  });
}

/** What a model answered, as one text. */
export function answerText(outputs: JsonObject | undefined): string {
  const answer = answerOf(outputs);
  const text = contentText(messageOf(answer).content);
  return text || firstText(answer.text, outputs?.output, outputs?.content, outputs?.text);
}

/** The calls of tools in a model's answer. */
export function answerToolCalls(outputs: JsonObject | undefined): SpanToolCall[] {
  const message = messageOf(answerOf(outputs));
  const calls = asObjects(message.tool_calls ?? asObject(message.additional_kwargs)?.tool_calls);
  return calls.map((call, index) => {
    const called = asObject(call.function);
    const given = call.args ?? called?.arguments ?? {};
    return {
      tool_call_id: firstText(call.id) || `call_${index + 1}`,
      name: firstText(call.name, called?.name),
      arguments: asString(given) ?? JSON.stringify(given),
    };
  });
}

/** The counts of a run, wherever its client has put them. */
export function answerUsage(run: JsonObject): { prompt?: number; completion?: number } {
  const outputs = asObject(run.outputs);
  const told = [
    run,
    asObject(outputs?.usage_metadata),
    asObject(messageOf(answerOf(outputs)).usage_metadata),
    asObject(asObject(outputs?.llm_output)?.token_usage),
    asObject(outputs?.usage),
  ];
  const count = (...names: string[]) =>
    told
      .flatMap((one) => names.map((name) => asCount(one?.[name])))
      .find((value) => value !== undefined && value > 0);
  return {
    prompt: count('prompt_tokens', 'input_tokens'),
    completion: count('completion_tokens', 'output_tokens'),
  };
}

/** The answer itself, out of the lists of answers that it stands in. */
function answerOf(outputs: JsonObject | undefined): JsonObject {
  const [first] = [outputs?.generations ?? outputs?.choices ?? outputs?.messages].flat(2);
  return asObject(first) ?? asObject(outputs?.output) ?? outputs ?? {};
}

/** A message, out of the constructor's call that LangChain writes it as. */
function messageOf(value: JsonObject): JsonObject {
  const message = asObject(value.message) ?? value;
  return asObject(message.kwargs) ?? asObject(message.data) ?? message;
}

function roleOf(message: JsonObject): string {
  const { role, type } = messageOf(message);
  const name = Array.isArray(message.id) ? message.id.at(-1) : undefined;
  const told = firstText(role, type, name, message.type) || 'user';
  return Object.hasOwn(ROLES, told) ? ROLES[told]! : told;
}

/** Content is a string, or parts that hold their text. */
function contentText(content: JsonValue | undefined): string {
  return (
    asString(content) ??
    asObjects(content)
      .map((part) => firstText(part.text))
      .join('')
  );
}
