import type { TokenEvent } from '../events.js';
import type { DialectEvent, UntimedEvent } from './dialect.js';
import { type ChannelText, ThinkTags } from './think-tags.js';
import { type OpenToolCall, type ToolFragment, ToolCalls } from './tool-calls.js';

type UntimedToken = Omit<TokenEvent, 'time_ms'>;

/** What a chunk's tokens carry beyond their text. */
export interface TokenDetails {
  readonly count?: number;
  readonly logprob?: number;
}

/** When a chunk came, on our clock and on the server's, and when its request began on the latter. */
export interface ChunkTime {
  readonly arrivalMs: number;
  readonly serverClockMs?: number;
  readonly serverStartMs?: number;
}

/** The chunk that text came with. */
interface Chunk {
  readonly time: ChunkTime;
  readonly details: TokenDetails;
}

/** What a chunk's further parts carry, where it is parted into several tokens: its count went to the first. */
export function restOfDetails({ count }: TokenDetails): TokenDetails {
  return count === undefined ? {} : { count: 0 };
}

/**
 * Turns the deltas of one answer (one choice of one request) into events: tokens by channel, the end of reasoning just before
 * what follows it, and each tool call once it is complete. What every dialect has in common.
 */
export class AnswerAssembler {
  readonly #completionId: string;
  readonly #emit: (event: DialectEvent) => void;
  readonly #thinkTags = new ThinkTags<Chunk>();
  readonly #toolCalls = new ToolCalls();
  #lastChunk?: Chunk;
  #isReasoning = false;
  finishReason?: string;

  constructor(completionId: string, emit: (event: DialectEvent) => void) {
    this.#completionId = completionId;
    this.#emit = emit;
  }

  reasoning(text: string, time: ChunkTime, details: TokenDetails = {}): void {
    if (text === '') return;
    this.flush();
    this.#token({ type: 'token', text, channel: 'reasoning' }, time, details);
  }

  /** Content as the server named it; a leading `<think>` part of it is reasoning. */
  content(text: string, time: ChunkTime, details: TokenDetails = {}): void {
    for (const part of this.#thinkTags.push(text, { time, details })) this.#contentPart(part);
  }

  /** A fragment of a tool call. */
  toolFragment(fragment: ToolFragment, time: ChunkTime, details: TokenDetails = {}): void {
    this.flush();
    const call = this.#toolCalls.add(fragment);
    if (fragment.arguments === '') return;
    const token = {
      type: 'token',
      text: fragment.arguments,
      channel: 'tool',
      tool_call_id: call.id,
    } as const;
    this.#token(token, time, details);
  }

  /** Whether anything of the arguments of the tool call of that index has come. */
  hasToolArguments(index: number): boolean {
    return this.#toolCalls.hasArguments(index);
  }

  /** A tool call is complete: tells it. Returns its id; undefined when there is none of that index. */
  completeToolCall(index: number, time: ChunkTime): string | undefined {
    const call = this.#toolCalls.takeOne(index);
    if (call) this.#sendToolCall(call, time);
    return call?.id;
  }

  /** The answer is complete: tells its tool calls. */
  completeToolCalls(time: ChunkTime): void {
    this.flush();
    for (const call of this.#toolCalls.take()) this.#sendToolCall(call, time);
  }

  /** Sends an event of this completion. */
  send(event: UntimedEvent, time: ChunkTime): void {
    this.flush();
    this.#send(event, time);
  }

  /** Something other than content follows, or nothing: content that was held back is response. */
  flush(): void {
    for (const part of this.#thinkTags.finish()) this.#contentPart(part);
  }

  #sendToolCall({ id, name, arguments: args }: OpenToolCall, time: ChunkTime): void {
    this.flush();
    this.#endReasoning(time);
    this.#send({ type: 'tool_call', tool_call_id: id, name, arguments: args }, time);
  }

  #contentPart({ text, channel, origin: chunk }: ChannelText<Chunk>): void {
    const details = chunk === this.#lastChunk ? restOfDetails(chunk.details) : chunk.details;
    this.#lastChunk = chunk;
    const token: UntimedToken = { type: 'token', text };
    if (channel === 'reasoning') token.channel = channel;
    this.#token(token, chunk.time, details);
  }

  #token(token: UntimedToken, time: ChunkTime, { count, logprob }: TokenDetails): void {
    if (token.channel === 'reasoning') this.#isReasoning = true;
    else this.#endReasoning(time);
    if (count !== undefined) token.count = count;
    if (logprob !== undefined) token.logprob = logprob;
    this.#send(token, time);
  }

  #endReasoning(time: ChunkTime): void {
    if (!this.#isReasoning) return;
    this.#isReasoning = false;
    this.#send({ type: 'reasoning_completed' }, time);
  }

  #send(event: UntimedEvent, time: ChunkTime): void {
    const owned = this.#completionId === '' ? event : withCompletion(event, this.#completionId);
    this.#emit({ event: owned, ...time });
  }
}

function withCompletion(event: UntimedEvent, completionId: string): UntimedEvent {
  const { type, ...fields } = event;
  return { type, completion_id: completionId, ...fields } as UntimedEvent;
}
