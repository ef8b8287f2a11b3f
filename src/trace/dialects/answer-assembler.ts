import type { Channel } from '../events.js';
import type { DialectEvent, UntimedEvent } from './dialect.js';
import { ThinkTags } from './think-tags.js';

/** What a chunk's tokens carry beyond their text. */
export interface TokenDetails {
  readonly count?: number;
  readonly logprob?: number;
}

interface OpenToolCall {
  id: string;
  name: string;
  arguments: string;
}

/** When a chunk came, on our clock and on the server's. */
export interface ChunkTime {
  readonly arrivalMs: number;
  readonly serverClockMs?: number;
}

/**
 * Turns the deltas of one answer (one choice of one request) into events: tokens by channel, the end of reasoning just before
 * what follows it, and each tool call once it is complete. What every dialect has in common.
 */
export class AnswerAssembler {
  readonly #completionId: string;
  readonly #emit: (event: DialectEvent) => void;
  readonly #thinkTags = new ThinkTags();
  readonly #toolCalls = new Map<string, OpenToolCall>();
  #isReasoning = false;
  finishReason?: string;
  hasText = false;

  constructor(completionId: string, emit: (event: DialectEvent) => void) {
    this.#completionId = completionId;
    this.#emit = emit;
  }

  reasoning(text: string, time: ChunkTime, details: TokenDetails = {}): void {
    if (text !== '') this.#token(text, 'reasoning', time, details);
  }

  /** Content as the server named it; a leading `<think>` part of it is reasoning. */
  content(text: string, time: ChunkTime, details: TokenDetails = {}): void {
    let left = details;
    for (const part of this.#thinkTags.push(text, time.arrivalMs)) {
      this.#token(part.text, part.channel, { ...time, arrivalMs: part.arrivalMs }, left);
      left = {};
    }
  }

  /** A fragment of a tool call, which is told apart by `key`. Names and ids come with the first one, or are made up. */
  toolFragment(
    key: string,
    fragment: { id?: string; name?: string; arguments: string },
    time: ChunkTime,
    details: TokenDetails = {},
  ): void {
    this.flush(time);
    let call = this.#toolCalls.get(key);
    if (!call) {
      call = { id: fragment.id || `call_${this.#toolCalls.size + 1}`, name: '', arguments: '' };
      this.#toolCalls.set(key, call);
    }
    call.name ||= fragment.name ?? '';
    call.arguments += fragment.arguments;
    if (fragment.arguments === '') return;
    this.#endReasoning(time);
    this.hasText = true;
    this.#send(
      { type: 'token', text: fragment.arguments, channel: 'tool', tool_call_id: call.id, ...details },
      time,
    );
  }

  /** The answer is complete: tells its tool calls. */
  completeToolCalls(time: ChunkTime): void {
    this.flush(time);
    for (const call of this.#toolCalls.values()) {
      this.#endReasoning(time);
      this.#send(
        { type: 'tool_call', tool_call_id: call.id, name: call.name, arguments: call.arguments },
        time,
      );
    }
    this.#toolCalls.clear();
  }

  /** Sends an event of this completion. */
  send(event: UntimedEvent, time: ChunkTime): void {
    this.flush(time);
    this.#send(event, time);
  }

  /** No more content comes: what was held back is response. */
  flush(time: ChunkTime): void {
    for (const part of this.#thinkTags.finish()) {
      this.#token(part.text, part.channel, { ...time, arrivalMs: part.arrivalMs }, {});
    }
  }

  #token(text: string, channel: Channel, time: ChunkTime, { count, logprob }: TokenDetails): void {
    if (channel === 'reasoning') this.#isReasoning = true;
    else this.#endReasoning(time);
    this.hasText = true;
    const event: UntimedEvent = { type: 'token', text };
    if (channel !== 'response') event.channel = channel;
    if (count !== undefined) event.count = count;
    if (logprob !== undefined) event.logprob = logprob;
    this.#send(event, time);
  }

  #endReasoning(time: ChunkTime): void {
    if (!this.#isReasoning) return;
    this.#isReasoning = false;
    this.#send({ type: 'reasoning_completed' }, time);
  }

  #send(event: UntimedEvent, { arrivalMs, serverClockMs }: ChunkTime): void {
    const owned = this.#completionId === '' ? event : withCompletion(event, this.#completionId);
    this.#emit(
      serverClockMs === undefined ? { event: owned, arrivalMs } : { event: owned, arrivalMs, serverClockMs },
    );
  }
}

function withCompletion(event: UntimedEvent, completionId: string): UntimedEvent {
  const { type, ...fields } = event;
  return { type, completion_id: completionId, ...fields } as UntimedEvent;
}
