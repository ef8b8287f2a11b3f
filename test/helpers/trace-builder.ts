import {
  type Channel,
  type JsonObject,
  type RunStartedEvent,
  Trace,
  type TraceEvent,
} from '../../src/trace/index.js';

/** Builds the events of a run one after the other, on a clock of its own that only goes on. */
export class TraceBuilder {
  readonly events: TraceEvent[] = [];
  #timeMs = 0;
  #completionId?: string;

  constructor(details: Partial<RunStartedEvent> = {}) {
    this.add({
      type: 'run_started',
      run_id: 'run-1',
      model: 'test-model',
      provider: 'test',
      started_at: '2025-01-01T00:00:00Z',
      timing: 'recorded',
      ...details,
    });
  }

  /** Lets time pass. */
  wait(durationMs: number): this {
    this.#timeMs += durationMs;
    return this;
  }

  /** What follows belongs to this completion. */
  completion(id: string): this {
    this.#completionId = id;
    return this;
  }

  prompt(content: string): this {
    return this.add({ type: 'prompt_sent', messages: [{ role: 'user', content }], ...this.#completion });
  }

  /** A chunk of the response for each text, `gapMs` apart. */
  say(texts: readonly string[], gapMs = 100): this {
    return this.#tokens(texts, gapMs);
  }

  reason(texts: readonly string[], gapMs = 100): this {
    return this.#tokens(texts, gapMs, { channel: 'reasoning' });
  }

  reasoned(): this {
    return this.add({ type: 'reasoning_completed', ...this.#completion });
  }

  /** A tool call whose arguments stream in, and its result. */
  tool(name: string, fragments: readonly string[], output: string): this {
    const toolCallId = `${name}-1`;
    this.#tokens(fragments, 100, { channel: 'tool', tool_call_id: toolCallId });
    this.add({
      type: 'tool_call',
      tool_call_id: toolCallId,
      name,
      arguments: fragments.join(''),
      ...this.#completion,
    });
    return this.wait(100).add({ type: 'tool_result', tool_call_id: toolCallId, output, ...this.#completion });
  }

  memory(memoryMb: number, source = 'rss of process tree 1'): this {
    return this.add({ type: 'memory', memory_mb: memoryMb, scope: 'process', source });
  }

  log(message: string): this {
    return this.add({ type: 'log', level: 'info', message });
  }

  error(message: string): this {
    return this.add({ type: 'error', message, ...this.#completion });
  }

  /** The end of an answer, and of the run. */
  complete(usage?: JsonObject): this {
    this.add({
      type: 'response_completed',
      finish_reason: 'stop',
      ...(usage && { usage }),
      ...this.#completion,
    });
    return this.add({ type: 'run_completed', duration_ms: this.#timeMs });
  }

  fail(message: string, code = 'server_error'): this {
    return this.add({ type: 'run_failed', duration_ms: this.#timeMs, error: { message, code } });
  }

  /** Any event, at the time that has been reached. */
  add(event: { type: string; [field: string]: unknown }): this {
    this.events.push({ time_ms: this.#timeMs, ...event } as TraceEvent);
    return this;
  }

  /** The events in columns. */
  trace(): Trace {
    const trace = new Trace();
    for (const event of this.events) trace.append(event);
    return trace;
  }

  /** The replay file of the run, a line per event. Without a footer, it is cut off. */
  replayText({ isCut = false } = {}): string {
    const { time_ms: _time, type: _type, ...header } = this.events[0] as RunStartedEvent;
    const lines = this.events.map((event) => JSON.stringify(event)).join(',\n');
    const opening = `${JSON.stringify({ version: '1.0.0', ...header }).slice(0, -1)},"events":[\n${lines}`;
    return isCut ? opening : `${opening}\n],"event_count":${this.events.length}}\n`;
  }

  get #completion(): { completion_id?: string } {
    return this.#completionId === undefined ? {} : { completion_id: this.#completionId };
  }

  #tokens(
    texts: readonly string[],
    gapMs: number,
    fields: { channel?: Channel; tool_call_id?: string } = {},
  ): this {
    for (const text of texts) this.wait(gapMs).add({ type: 'token', text, ...fields, ...this.#completion });
    return this;
  }
}

/** Begins a run. */
export function buildTrace(details?: Partial<RunStartedEvent>): TraceBuilder {
  return new TraceBuilder(details);
}

/**
 * A run of 1.8 s: a prompt at 0, five chunks of reasoning from 200 ms, a tool call, and five of the response up to the end.
 */
export function smallRun(details?: Partial<RunStartedEvent>): TraceBuilder {
  return buildTrace(details)
    .prompt('Describe a cat.')
    .memory(6000)
    .wait(100)
    .reason(['A ', 'cat ', 'is ', 'an ', 'animal.'])
    .reasoned()
    .tool('look_up', ['{"of":', '"cat"}'], 'Felis catus')
    .log('looked up')
    .wait(400)
    .say(['A cat', ' is a', ' graceful', ' small', ' animal.'])
    .complete({ prompt_tokens: 4, completion_tokens: 12, total_tokens: 16 });
}
