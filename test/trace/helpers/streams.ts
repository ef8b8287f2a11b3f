import {
  createDialectStream,
  type DialectEvent,
  type DialectName,
  type DialectStream,
  type TokenEvent,
  type ToolCallEvent,
  type ToolResultEvent,
  type UntimedEvent,
} from '../../../src/trace/index.js';

/** One SSE frame. */
export const sse = (data: unknown) => `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;

/** One SSE frame with a name, which its data says again. */
export const named = (type: string, fields: object = {}) => `event: ${type}\n${sse({ type, ...fields })}`;

/** A chat completion's chunk with one choice. */
export const chunkOf = (delta: unknown, more: object = {}) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm1',
  choices: [{ index: 0, delta, finish_reason: null, ...choiceOf(more) }],
  ...rootOf(more),
});

/** Fields that belong to the choice, not to the chunk around it. */
const CHOICE_FIELDS = ['index', 'finish_reason', 'logprobs', 'token_ids'];
const choiceOf = (more: object) => pick(more, (field) => CHOICE_FIELDS.includes(field));
const rootOf = (more: object) => pick(more, (field) => !CHOICE_FIELDS.includes(field));
const pick = (fields: object, isWanted: (field: string) => boolean) =>
  Object.fromEntries(Object.entries(fields).filter(([field]) => isWanted(field)));

export const chunk = (delta: unknown, more: object = {}) => sse(chunkOf(delta, more));
export const content = (text: string, more: object = {}) => chunk({ content: text }, more);
export const stop = chunk({}, { finish_reason: 'stop' });
export const done = sse('[DONE]');

/** What a stream said, all pieces pushed. */
export interface StreamReading {
  readonly stream: DialectStream;
  readonly timed: readonly DialectEvent[];
  readonly events: readonly UntimedEvent[];
}

/** Reads the pieces of a body as a dialect, each arriving a millisecond after the one before. */
export function readStream(name: DialectName, ...pieces: string[]): StreamReading {
  const stream = createDialectStream(name, { completionId: '' });
  const timed = pieces.flatMap((piece, index) => stream.push(piece, index + 1));
  timed.push(...stream.finish());
  // As they are written down: what is undefined is not there.
  const events = timed.map(({ event }) => JSON.parse(JSON.stringify(event)) as UntimedEvent);
  return { stream, timed, events };
}

export const readChat = (...pieces: string[]) => readStream('openai-chat', ...pieces);
export const readOllama = (...lines: unknown[]) =>
  readStream(
    'ollama',
    ...lines.map((line) => (typeof line === 'string' ? line : `${JSON.stringify(line)}\n`)),
  );

export const tokensOf = ({ events }: StreamReading) =>
  events.filter((event) => event.type === 'token') as Omit<TokenEvent, 'time_ms'>[];

/** The text of each channel (`tool` by call), of each completion that has an id. */
export function textsOf(reading: StreamReading): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const { completion_id: id = '', channel = 'response', tool_call_id: call, text } of tokensOf(
    reading,
  )) {
    const key = [id, call === undefined ? channel : `${channel} ${call}`].filter(Boolean).join('/');
    texts[key] = (texts[key] ?? '') + text;
  }
  return texts;
}

export const typesOf = ({ events }: StreamReading) => events.map((event) => event.type);

/** Each complete call as `id name(arguments)`. */
export const callsOf = ({ events }: StreamReading) =>
  events
    .filter((event): event is Omit<ToolCallEvent, 'time_ms'> => event.type === 'tool_call')
    .map((event) => `${event.tool_call_id} ${event.name}(${event.arguments})`);

/** Each result of a tool as `id: output`, with a mark for one that is an error. */
export const resultsOf = ({ events }: StreamReading) =>
  events
    .filter((event): event is Omit<ToolResultEvent, 'time_ms'> => event.type === 'tool_result')
    .map((event) => `${event.tool_call_id}${event.is_error ? '!' : ''}: ${event.output}`);

/** The stream's event of a type, of which there is one. */
export function only<T extends UntimedEvent['type']>(
  reading: StreamReading,
  type: T,
): Extract<UntimedEvent, { type: T }> {
  const found = reading.events.filter((event) => event.type === type);
  if (found.length !== 1) throw new Error(`${found.length} events of type ${type}, not one`);
  return found[0] as Extract<UntimedEvent, { type: T }>;
}
