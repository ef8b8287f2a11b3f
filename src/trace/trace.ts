import type { Block } from './block.js';
import { upperBound } from './bounds.js';
import type { Completion } from './completion.js';
import {
  EVENT_TYPES,
  isKnownEvent,
  isTerminalType,
  type KnownEvent,
  type KnownEventType,
  type RunCancelledEvent,
  type RunCompletedEvent,
  type RunFailedEvent,
  type RunStatus,
  type TokenEvent,
  type TraceEvent,
} from './events.js';
import { float64Column, uint32Column, uint8Column } from './growable-column.js';
import { MemorySamples } from './memory-samples.js';
import { NoticeList, type TraceNotice } from './notices.js';
import { type RunInfo, type RunSummary, unknownRun, withRunStarted } from './run-info.js';
import { Transcript } from './transcript.js';

const UNKNOWN_TYPE = 255;
const typeCodes = new Map<string, number>(EVENT_TYPES.map((type, code) => [type, code]));

type TerminalEvent = RunCompletedEvent | RunFailedEvent | RunCancelledEvent;

/**
 * A run at rest: its events in columns. It only grows, so its state at any moment is a prefix: the event at a time is a
 * binary search, and seek or step back cost what step forward costs. A million token events take about 30 bytes each.
 */
export class Trace {
  info: RunInfo = unknownRun();
  /** The footer, once it was read or the run has ended. */
  summary?: RunSummary;
  readonly memory = new MemorySamples();
  readonly #transcript = new Transcript();
  readonly #notices = new NoticeList();
  readonly #times = float64Column();
  readonly #types = uint8Column();
  /** For each event the index + 1 of the block touched last, forward-filled; 0 before the first. */
  readonly #lastBlocks = uint32Column();
  /** Events that the columns cannot give back: all but tokens, and tokens with fields of their own. */
  readonly #whole = new Map<number, TraceEvent>();
  #terminal?: TerminalEvent;

  /** How many events it holds. */
  get length(): number {
    return this.#times.length;
  }

  /** The last event's time, in milliseconds. */
  get durationMs(): number {
    return this.#times.last();
  }

  get blocks(): readonly Block[] {
    return this.#transcript.blocks;
  }

  get completions(): readonly Completion[] {
    return this.#transcript.completions;
  }

  get notices(): readonly TraceNotice[] {
    return this.#notices.all;
  }

  /** Whether the event that ends a run is there. */
  get isEnded(): boolean {
    return this.#terminal !== undefined;
  }

  /** The run's own error, where it failed. */
  get error() {
    return this.#terminal?.type === 'run_failed' ? this.#terminal.error : undefined;
  }

  /** How the run ended: by its last event, else by the footer; `running` when neither tells. */
  get status(): RunStatus {
    if (this.#terminal) return this.#terminal.type.slice('run_'.length) as RunStatus;
    return this.summary?.status ?? 'running';
  }

  /**
   * Adds the next event, checked already (see `parseEvent`). A time before the last one is raised to it, with a notice; what
   * follows the end of the run is left out, with a notice. Returns whether it was added.
   */
  append(event: TraceEvent): boolean {
    if (this.#terminal) {
      this.#notices.add('after_end', event.type);
      return false;
    }
    const ordered = this.#inOrder(event);
    const index = this.#times.length;
    this.#times.push(ordered.time_ms);
    this.#types.push(typeCodes.get(ordered.type) ?? UNKNOWN_TYPE);
    this.#take(index, ordered);
    this.#lastBlocks.push(this.#transcript.lastBlockIndex + 1);
    return true;
  }

  addNotice(...notice: Parameters<NoticeList['add']>): void {
    this.#notices.add(...notice);
  }

  /** The event's time in milliseconds. `index` must be within `length`. */
  timeAt(index: number): number {
    return this.#times.at(index);
  }

  /** The event's type; `unknown` for a type that this version does not know. */
  typeAt(index: number): KnownEventType | 'unknown' {
    return EVENT_TYPES[this.#types.at(index)] ?? 'unknown';
  }

  /** Whether there is an event of the type so far: one look at a column of bytes. */
  has(type: KnownEventType): boolean {
    return this.#types.items.subarray(0, this.length).includes(typeCodes.get(type)!);
  }

  /** The last event at or before a time; −1 before the first. */
  indexAt(timeMs: number): number {
    return upperBound(this.#times, timeMs) - 1;
  }

  /** Index in `blocks` of the block that event `index`, or the last one before it that had a block, added to; −1: none. */
  blockIndexAt(index: number): number {
    return index < 0 ? -1 : this.#lastBlocks.at(index) - 1;
  }

  /** The event as it came, unknown fields included; only a `channel` that says the default is left off. */
  eventAt(index: number): TraceEvent {
    return this.#whole.get(index) ?? this.#tokenAt(index);
  }

  /** The event as it came, if it is of the given type. */
  eventOfType<T extends KnownEventType>(
    index: number,
    type: T,
  ): Extract<KnownEvent, { type: T }> | undefined {
    if (this.#types.at(index) !== typeCodes.get(type)) return undefined;
    return this.eventAt(index) as Extract<KnownEvent, { type: T }>;
  }

  /** The events that are not plain tokens, with their indexes, in order: what markers and lists of logs are made of. */
  *wholeEvents(): IterableIterator<readonly [index: number, event: TraceEvent]> {
    yield* this.#whole;
  }

  #take(index: number, event: TraceEvent): void {
    const isPlain = isKnownEvent(event) && event.type === 'token' && this.#takeToken(index, event);
    if (isPlain) return;
    this.#whole.set(index, event);
    if (isKnownEvent(event) && event.type !== 'token') this.#takeKnown(index, event);
  }

  #takeToken(index: number, event: TokenEvent): boolean {
    return this.#transcript.addToken(index, event) && !hasFieldsOfItsOwn(event);
  }

  #takeKnown(index: number, event: Exclude<KnownEvent, TokenEvent>): void {
    const transcript = this.#transcript;
    switch (event.type) {
      case 'run_started':
        this.info = withRunStarted(this.info, event);
        if (event.text_recorded === false) this.addNotice('no_text');
        break;
      case 'prompt_sent':
        transcript.addPrompt(index, event);
        break;
      case 'reasoning_completed':
        transcript.completion(event.completion_id).reasoningCompletedMs = event.time_ms;
        break;
      case 'tool_call':
        transcript.addToolCall(index, event);
        break;
      case 'tool_result':
        transcript.addToolResult(index, event);
        break;
      case 'memory':
        this.memory.add(index, event);
        break;
      case 'error':
        transcript.addError(index, event);
        break;
      case 'response_completed':
        Object.assign(transcript.completion(event.completion_id), {
          completedMs: event.time_ms,
          finishReason: event.finish_reason,
          usage: event.usage,
          serverTimings: event.server_timings,
        });
        break;
      default:
        if (isTerminalType(event.type)) this.#terminal = event as TerminalEvent;
    }
  }

  #inOrder(event: TraceEvent): TraceEvent {
    const earliest = this.durationMs;
    if (event.time_ms >= earliest) return event;
    this.#notices.add('time_order', `${event.type} at ${event.time_ms} ms after ${earliest} ms`);
    return { ...event, time_ms: earliest };
  }

  #tokenAt(index: number): TokenEvent {
    const block = this.blocks[this.blockIndexAt(index)]!;
    const chunk = block.chunksAt(index) - 1;
    const event: TokenEvent = { type: 'token', time_ms: this.timeAt(index), text: block.chunkText(chunk) };
    const completionId = this.completions[block.completion]!.id;
    if (completionId !== '') event.completion_id = completionId;
    if (block.kind === 'reasoning') event.channel = 'reasoning';
    if (block.kind === 'tool_call') Object.assign(event, { channel: 'tool', tool_call_id: block.toolCallId });
    const count = block.countOf(chunk);
    if (count !== undefined) event.count = count;
    const logprob = block.logprobOf(chunk);
    if (logprob !== undefined) event.logprob = logprob;
    return event;
  }
}

/** Whether a token event carries other fields than its columns give back. */
function hasFieldsOfItsOwn(event: TokenEvent): boolean {
  if (event.channel === 'tool' && event.tool_call_id === undefined) return true;
  for (const field in event) {
    switch (field) {
      case 'type':
      case 'time_ms':
      case 'text':
      case 'channel':
      case 'count':
      case 'logprob':
        break;
      case 'completion_id':
        if (event.completion_id === '') return true;
        break;
      case 'tool_call_id':
        if (event.channel !== 'tool') return true;
        break;
      default:
        return true;
    }
  }
  return false;
}
