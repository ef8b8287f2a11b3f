import {
  formatLiveEvent,
  formatReplayEvent,
  formatReplayFooter,
  formatReplayHeader,
  replaySummary,
  Trace,
  type Channel,
  type RunError,
  type RunInfo,
  type TraceEvent,
  type UntimedEvent,
  type Usage,
} from '../../src/trace/index.js';

/** What a piece of streamed text may say beside its words. */
export interface StreamOptions {
  /** Milliseconds from one chunk to the next, on average. */
  gapMs?: number;
  channel?: Channel;
  completionId?: string;
  toolCallId?: string;
  /** Whether each chunk tells that it is one token. */
  isCounted?: boolean;
}

const DEFAULT_GAP_MS = 40;

/**
 * Writes a made-up run down, event by event, on a clock that only it moves. The runs are marked as simulated unless a story
 * is about runs that are not.
 */
export class RunBuilder {
  readonly events: TraceEvent[] = [];
  readonly #info: RunInfo;
  #timeMs = 0;
  /** A small generator of its own, so that a run is the same at every visit. */
  #seed = 7;

  constructor(info: Partial<RunInfo> = {}) {
    this.#info = {
      run_id: 'gallery',
      model: 'example-8b',
      provider: 'gallery',
      started_at: '2026-01-01T12:00:00.000Z',
      timing: 'recorded',
      simulated: true,
      ...info,
    };
    const { version: _version, ...started } = this.#info;
    this.add({ type: 'run_started', ...started });
  }

  /** Adds an event at the present time. */
  add(event: UntimedEvent): this {
    this.events.push({ ...event, time_ms: Math.round(this.#timeMs * 10) / 10 } as TraceEvent);
    return this;
  }

  /** Lets time pass. */
  wait(ms: number): this {
    this.#timeMs += ms;
    return this;
  }

  prompt(text: string, completionId?: string): this {
    return this.wait(2).add({
      type: 'prompt_sent',
      messages: [{ role: 'user', content: text }],
      completion_id: completionId,
    });
  }

  /** Streams text in chunks of about a word, whose joined text is exactly it. */
  stream(text: string, options: StreamOptions = {}): this {
    const { gapMs = DEFAULT_GAP_MS, channel, completionId, toolCallId, isCounted } = options;
    for (const chunk of text.match(/\s*\S{1,8}|\s+$/gu) ?? []) {
      this.add({
        type: 'token',
        text: chunk,
        channel,
        completion_id: completionId,
        tool_call_id: toolCallId,
        count: isCounted ? 1 : undefined,
      });
      this.wait(gapMs * (0.6 + 0.8 * this.#random()));
    }
    return this;
  }

  /** Streams reasoning, and says that it is complete. */
  reason(text: string, options: StreamOptions = {}): this {
    this.stream(text, { ...options, channel: 'reasoning' });
    return this.add({ type: 'reasoning_completed', completion_id: options.completionId });
  }

  /** Streams a tool call's arguments, then the call itself. */
  callTool(id: string, name: string, input: object, completionId?: string): this {
    const json = JSON.stringify(input);
    this.stream(json, { channel: 'tool', toolCallId: id, completionId });
    return this.add({
      type: 'tool_call',
      tool_call_id: id,
      name,
      arguments: json,
      completion_id: completionId,
    });
  }

  memory(memoryMb: number): this {
    return this.add({ type: 'memory', memory_mb: memoryMb, scope: 'process', source: 'made up' });
  }

  /** Ends a completion. */
  respond(finishReason: string, usage?: Usage, completionId?: string): this {
    return this.add({
      type: 'response_completed',
      finish_reason: finishReason,
      usage,
      completion_id: completionId,
    });
  }

  complete(): this {
    return this.add({ type: 'run_completed', duration_ms: this.#timeMs });
  }

  cancel(): this {
    return this.add({ type: 'run_cancelled', duration_ms: this.#timeMs });
  }

  fail(error: RunError): this {
    return this.add({ type: 'run_failed', duration_ms: this.#timeMs, error });
  }

  trace(): Trace {
    const trace = new Trace();
    trace.info = this.#info;
    for (const event of this.events) trace.append(event);
    return trace;
  }

  /** The run as a replay file, up to its last event: what a killed recorder leaves. */
  openReplay(): string {
    return formatReplayHeader(this.#info) + this.events.map(formatReplayEvent).join('');
  }

  /** The run as a whole replay file. */
  replay(): string {
    return this.openReplay() + formatReplayFooter(replaySummary(this.trace()));
  }

  /** The run as frames of a live stream. */
  liveFrames(): string[] {
    return this.events.map((event, seq) => {
      const data = formatLiveEvent({ runId: this.#info.run_id, seq, event });
      return `id: gallery-${seq}\ndata: ${data}\n\n`;
    });
  }

  #random(): number {
    this.#seed = (this.#seed * 1664525 + 1013904223) >>> 0;
    return this.#seed / 2 ** 32;
  }
}
