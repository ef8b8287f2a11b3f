import { Block, type BlockKind } from './block.js';
import { type Completion, requestIdOf } from './completion.js';
import type {
  Channel,
  ErrorEvent,
  PromptMessage,
  PromptSentEvent,
  TokenEvent,
  ToolCallEvent,
  ToolResultEvent,
} from './events.js';

const KIND_OF_CHANNEL: Record<Channel, BlockKind> = {
  response: 'response',
  reasoning: 'reasoning',
  tool: 'tool_call',
};

/**
 * Builds blocks and completions from events, in one pass. Reasoning and response keep their block until the completion turns
 * to another; tool calls are told apart by id, so that interleaved calls each stay whole.
 */
export class Transcript {
  readonly blocks: Block[] = [];
  readonly completions: Completion[] = [];
  readonly #completionById = new Map<string, Completion>();
  readonly #choicesOfRequest = new Map<string, Completion[]>();
  readonly #indexOfBlock = new Map<Block, number>();
  readonly #toolBlocks = new Map<string, Block>();
  #lastBlock?: Block;
  #lastBlockIndex = -1;
  #lastMessages: PromptMessage[] = [];

  /** Index of the block touched last; −1 before the first. */
  get lastBlockIndex(): number {
    return this.#lastBlockIndex;
  }

  completion(id = ''): Completion {
    const known = this.#completionById.get(id);
    if (known) return known;
    const requestId = requestIdOf(id);
    const choices = this.#choicesOfRequest.get(requestId) ?? [];
    const created: Completion = { id, index: this.completions.length, requestId, choices, blocks: [] };
    // One prompt was sent for all choices of a request.
    const promptSentMs = choices[0]?.promptSentMs;
    if (promptSentMs !== undefined) created.promptSentMs = promptSentMs;
    if (choices.push(created) === 1) this.#choicesOfRequest.set(requestId, choices);
    this.completions.push(created);
    this.#completionById.set(id, created);
    return created;
  }

  addPrompt(index: number, event: PromptSentEvent): void {
    const completion = this.completion(event.completion_id);
    // An agent whose completions have no ids sends several prompts in one: it began with the first.
    completion.promptSentMs ??= event.time_ms;
    completion.messages = event.messages;
    for (const message of newMessages(event.messages, this.#lastMessages)) {
      const block = this.#open(new Block('prompt', completion.index, { role: message.role }));
      block.append(index, messageText(message));
    }
    this.#lastMessages = event.messages;
  }

  /** Adds a token's text; an empty one touches no block. Returns whether the block can give the event back whole. */
  addToken(index: number, event: TokenEvent): boolean {
    if (event.text === '') {
      this.completion(event.completion_id);
      return false;
    }
    const block = this.#tokenBlock(event);
    block.append(index, event.text, event.count, event.logprob);
    this.#noteToken(block, event.time_ms);
    return true;
  }

  addToolCall(index: number, event: ToolCallEvent): void {
    const completion = this.completion(event.completion_id);
    const block = this.#toolBlock(completion, event.tool_call_id);
    if (block.text.length === 0) {
      block.append(index, event.arguments);
      if (event.arguments !== '') this.#noteToken(block, event.time_ms);
    }
    block.name = event.name;
    block.namedAtEvent = index;
  }

  addToolResult(index: number, event: ToolResultEvent): void {
    const completion = this.completion(event.completion_id);
    const block = this.#open(new Block('tool_result', completion.index, { toolCallId: event.tool_call_id }));
    block.isError = event.is_error === true;
    block.append(index, event.output);
  }

  addError(index: number, event: ErrorEvent): void {
    const completion = this.completions.at(-1) ?? this.completion(event.completion_id);
    const owner = event.completion_id === undefined ? completion : this.completion(event.completion_id);
    const block = this.#open(new Block('error', owner.index));
    block.isError = true;
    block.append(index, event.message);
  }

  #tokenBlock(event: TokenEvent): Block {
    const kind = KIND_OF_CHANNEL[event.channel ?? 'response'];
    const last = this.#lastBlock;
    if (last && last.kind === kind && kind !== 'tool_call') {
      if (this.completions[last.completion]!.id === (event.completion_id ?? '')) return last;
    }
    const completion = this.completion(event.completion_id);
    if (kind === 'tool_call') return this.#toolBlock(completion, event.tool_call_id ?? '');
    const current = completion.blocks.at(-1);
    return current?.kind === kind ? this.#touch(current) : this.#open(new Block(kind, completion.index));
  }

  #toolBlock(completion: Completion, toolCallId: string): Block {
    const key = `${completion.index} ${toolCallId}`;
    const known = this.#toolBlocks.get(key);
    if (known) return this.#touch(known);
    const created = this.#open(new Block('tool_call', completion.index, { toolCallId }));
    this.#toolBlocks.set(key, created);
    return created;
  }

  #open(block: Block): Block {
    this.#indexOfBlock.set(block, this.blocks.length);
    this.blocks.push(block);
    this.completions[block.completion]!.blocks.push(block);
    return this.#touch(block);
  }

  #touch(block: Block): Block {
    if (block !== this.#lastBlock) {
      this.#lastBlock = block;
      this.#lastBlockIndex = this.#indexOfBlock.get(block)!;
    }
    return block;
  }

  #noteToken(block: Block, timeMs: number): void {
    const completion = this.completions[block.completion]!;
    completion.firstTokenMs ??= timeMs;
    if (block.kind === 'response') completion.firstAnswerMs ??= timeMs;
    completion.lastTokenMs = timeMs;
  }
}

/** A prompt's messages less the leading ones that the prompt before already showed. */
function newMessages(messages: PromptMessage[], before: PromptMessage[]): PromptMessage[] {
  let shared = 0;
  while (
    shared < messages.length &&
    shared < before.length &&
    isSameMessage(messages[shared]!, before[shared]!)
  ) {
    shared++;
  }
  return messages.slice(shared);
}

function isSameMessage(left: PromptMessage, right: PromptMessage): boolean {
  return left.role === right.role && messageText(left) === messageText(right);
}

/** What a person reads of a message: its text parts, and a note for each binary part. */
export function messageText(message: PromptMessage): string {
  if (typeof message.content === 'string') return message.content;
  return message.content
    .map((part) => {
      if (typeof part.text === 'string') return part.text;
      const size = typeof part.bytes === 'number' ? `, ${part.bytes} bytes` : '';
      return `[${typeof part.media_type === 'string' ? part.media_type : part.type}${size}]`;
    })
    .join('\n');
}
