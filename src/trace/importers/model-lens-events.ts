import { asObject } from '../json-object.js';
import { asCount, asString } from '../dialects/json-values.js';
import type { JsonObject, JsonValue, RunError, TraceEvent } from '../events.js';
import { timeOf } from '../time-of.js';
import { cutInto } from './imported-run.js';

/** In how many pieces an answer is shown of which only the beginning and the end are timed. */
const SPREAD_PIECES = 40;

/** How much later one event may have come than another that was sent at the same moment. */
const JITTER_MS = 50;

/** Times above are milliseconds since 1970, below a day's milliseconds since the start. */
const EPOCH_MS = 1e12;

/**
 * Makes our events of those of Model Lens, and places them in time: tokens by their time since the start of their completion, what
 * tells no time with what came before. Of a live stream it is known besides when each came: nothing is placed later than that, and
 * what tells no time is placed there.
 */
export class ModelLensEvents {
  readonly events: TraceEvent[] = [];
  /** How far the run has come, in milliseconds since its start. */
  nowMs = 0;
  /** Whether times were invented. */
  isEstimated = false;
  /** How many tokens are known to be missing. */
  missedTokens = 0;
  error?: RunError;
  readonly #startedMs: number;
  #completion = 0;
  #isOpen = false;
  #baseMs = 0;
  #lastTokenMs = -1;
  #nextIndex = 0;
  /** When the event at hand came, since the start of the run; Infinity where that is not known. */
  #arrivedMs = Infinity;

  /** `startedAt`: ISO 8601 wall time of zero, or ''. */
  constructor(startedAt = '') {
    this.#startedMs = Date.parse(startedAt);
  }

  take(event: JsonObject, arrivedMs = Infinity): void {
    this.#arrivedMs = arrivedMs;
    switch (event._event_type) {
      case 'TokenGeneratedEvent':
        return this.#takeToken(event);
      case 'CompletionEvent':
        return this.#takeCompletion(event);
      case 'RunLifecycleEvent':
        return this.#takeLifecycle(event);
      case 'ToolCallEvent':
        return this.#takeToolCall(event);
      case 'MetricEvent':
        return this.#takeMetric(event);
      case 'ErrorEvent':
        return this.#add({ type: 'error', message: asString(event.message) ?? 'an error' });
      default:
        return this.#takeOther(event);
    }
  }

  get #id(): string {
    return `c${this.#completion}`;
  }

  get #isLive(): boolean {
    return this.#arrivedMs !== Infinity;
  }

  /** The time of what tells none. */
  get #untoldMs(): number {
    return this.#isLive ? this.#arrivedMs : this.nowMs;
  }

  #add(event: { type: string; [field: string]: JsonValue | undefined }, timeMs = this.#untoldMs): void {
    this.#goTo(timeMs);
    this.events.push({ ...event, time_ms: this.nowMs } as TraceEvent);
  }

  #goTo(timeMs: number): void {
    this.nowMs = Math.max(this.nowMs, timeOf(Math.min(timeMs, this.#arrivedMs)));
  }

  /**
   * Begins a completion, which began that long before its event at hand. Its prompt is placed only where the beginning is known:
   * else it would be followed by a time to the first token that no one measured.
   */
  #open(sinceMs: number, isFromStart = true): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#completion++;
    const beganMs = this.#isLive ? this.#arrivedMs - sinceMs : this.nowMs;
    this.#baseMs = Math.max(this.nowMs, beganMs);
    this.#lastTokenMs = -1;
    this.#nextIndex = 0;
    if (isFromStart && beganMs >= this.nowMs - JITTER_MS)
      this.#add({ type: 'prompt_sent', completion_id: this.#id, messages: [] }, this.#baseMs);
  }

  #takeToken(event: JsonObject): void {
    const sinceMs = asCount(event.timing_ms) ?? 0;
    if (this.#lastTokenMs >= 0 && (event.index === 0 || sinceMs < this.#lastTokenMs)) this.#isOpen = false;
    const index = asCount(event.index);
    this.#open(sinceMs, !this.#isLive || index === undefined || index === 0);
    this.#lastTokenMs = sinceMs;
    if (index !== undefined) {
      this.missedTokens += Math.max(0, index - this.#nextIndex);
      this.#nextIndex = index + 1;
    }
    const text = asString(event.token) ?? '';
    this.#add({ type: 'token', completion_id: this.#id, text }, this.#baseMs + sinceMs);
  }

  #takeCompletion(event: JsonObject): void {
    const { latency_ms, ttft_ms, tokens_per_second, tokens_used } = event;
    const latencyMs = asCount(latency_ms) ?? 0;
    this.#open(latencyMs);
    if (this.#lastTokenMs < 0)
      this.#addWhole(asString(event.response) ?? '', asCount(ttft_ms) ?? latencyMs, latencyMs);
    const failure = asString(event.error);
    if (failure) this.#add({ type: 'error', completion_id: this.#id, message: failure });
    // `tokens_used` is one thing in one of its writers and another in the other: it is kept as told, and counts nothing.
    const timings = { latency_ms, ttft_ms, tokens_per_second, tokens_used };
    const told = Object.entries(timings).filter(([, value]) => asCount(value) !== undefined);
    this.#add(
      {
        type: 'response_completed',
        completion_id: this.#id,
        server_timings: Object.fromEntries(told) as JsonObject,
      },
      this.#baseMs + latencyMs,
    );
    this.#isOpen = false;
  }

  /** An answer without its tokens: timed where it came at once, else spread between its first moment and its last. */
  #addWhole(text: string, firstMs: number, lastMs: number): void {
    if (text === '') return;
    // It came at once to who is here to see it.
    if (this.#isLive) return this.#add({ type: 'token', completion_id: this.#id, text });
    const pieces = firstMs < lastMs ? cutInto(text, SPREAD_PIECES) : [text];
    if (pieces.length > 1) this.isEstimated = true;
    const stepMs = (lastMs - firstMs) / Math.max(1, pieces.length - 1);
    pieces.forEach((piece, index) =>
      this.#add(
        { type: 'token', completion_id: this.#id, text: piece },
        this.#baseMs + firstMs + index * stepMs,
      ),
    );
  }

  #takeLifecycle({ status, duration_ms: durationMs, error }: JsonObject): void {
    if (status === 'started') return;
    this.#goTo(asCount(durationMs) ?? this.#untoldMs);
    if (status === 'failed') this.error = { message: asString(error) ?? 'the run failed' };
  }

  #takeToolCall(event: JsonObject): void {
    const call = {
      tool_call_id: asString(event.id) ?? '',
      name: asString(event.tool_name) ?? '',
      arguments: JSON.stringify(event.input_args ?? {}),
    };
    this.#open(0, !this.#isLive);
    this.#add({ type: 'tool_call', completion_id: this.#id, ...call }, this.#clockMs(event.timestamp_ms));
  }

  #takeMetric({ name, value, unit, tags }: JsonObject): void {
    if (typeof name !== 'string' || typeof value !== 'number') return;
    this.#add({ type: 'metric', name, value, unit: asString(unit) || undefined, tags: asObject(tags) });
  }

  /** Kept whole, under its own name. */
  #takeOther({ _event_type: type, ...fields }: JsonObject): void {
    this.#add(
      { ...fields, type: `model_lens.${asString(type) ?? 'unknown'}` },
      this.#clockMs(fields.timestamp),
    );
  }

  /** A clock that is one of the day, or one since the start, or none. */
  #clockMs(value: JsonValue | undefined): number {
    const told = asCount(value) ?? 0;
    if (told > EPOCH_MS && Number.isFinite(this.#startedMs)) return told - this.#startedMs;
    return told > 0 && told < EPOCH_MS / 1000 ? told : this.#untoldMs;
  }
}
