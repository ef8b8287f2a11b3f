import { asObject } from '../json-object.js';
import { asCount, asObjects, asString } from '../dialects/json-values.js';
import type { JsonObject, JsonValue, RunError, TraceEvent } from '../events.js';
import { timeOf } from '../time-of.js';
import { cutInto, type ImportedRun } from './imported-run.js';

/** In how many pieces an answer is shown of which only the beginning and the end are timed. */
const SPREAD_PIECES = 40;

/**
 * Makes a run of a Model Lens replay. Its tokens tell their time since the start of their completion, other events none, or that of
 * what came before; a completion begins where `index` is 0 again or the time drops.
 */
export function importModelLensReplay(document: JsonValue): ImportedRun | undefined {
  const file = Array.isArray(document) ? savedStream(asObjects(document)) : asObject(document);
  if (!file || !Array.isArray(file.events)) return undefined;
  const run = new ReplayImport(asString(file.started_at) ?? '');
  for (const event of asObjects(file.events)) run.take(event);
  if (run.events.length === 0) return undefined;
  return {
    info: {
      run_id: asString(file.run_id) ?? '',
      model: asString(file.model) ?? '',
      provider: asString(file.provider) ?? '',
      started_at: asString(file.started_at) ?? '',
      timing: run.isEstimated ? 'estimated' : 'recorded',
      workload: asString(file.workload) || undefined,
    },
    events: run.events,
    error: run.error,
    durationMs: run.nowMs,
  };
}

/** A saved live stream: the events of its first run, without what its server says of itself. */
function savedStream(frames: readonly JsonObject[]): JsonObject {
  const events = frames.filter(({ _event_type: type }) => asString(type)?.startsWith('_') === false);
  const { run_id = '' } = events.find((event) => asString(event.run_id)) ?? {};
  const ofRun = events.filter((event) => (event.run_id ?? run_id) === run_id);
  const told = (field: string) => ofRun.find((event) => asString(event[field]))?.[field] ?? '';
  return {
    run_id,
    model: told('model'),
    provider: told('provider'),
    workload: told('workload'),
    events: [...ofRun],
  };
}

/** Times above are milliseconds since 1970, below a day's milliseconds since the start. */
const EPOCH_MS = 1e12;

/** The events so far, and where in time they have come to. */
class ReplayImport {
  readonly events: TraceEvent[] = [];
  nowMs = 0;
  isEstimated = false;
  error?: RunError;
  readonly #startedMs: number;
  #completion = 0;
  #isOpen = false;
  #baseMs = 0;
  #lastTokenMs = -1;

  constructor(startedAt: string) {
    this.#startedMs = Date.parse(startedAt);
  }

  take(event: JsonObject): void {
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

  #add(event: { type: string; [field: string]: JsonValue | undefined }, timeMs = this.nowMs): void {
    this.nowMs = Math.max(this.nowMs, timeOf(timeMs));
    this.events.push({ ...event, time_ms: this.nowMs } as TraceEvent);
  }

  #open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#completion++;
    this.#baseMs = this.nowMs;
    this.#lastTokenMs = -1;
    this.#add({ type: 'prompt_sent', completion_id: this.#id, messages: [] });
  }

  #takeToken(event: JsonObject): void {
    const sinceMs = asCount(event.timing_ms) ?? 0;
    if (this.#lastTokenMs >= 0 && (event.index === 0 || sinceMs < this.#lastTokenMs)) this.#isOpen = false;
    this.#open();
    this.#lastTokenMs = sinceMs;
    const text = asString(event.token) ?? '';
    this.#add({ type: 'token', completion_id: this.#id, text }, this.#baseMs + sinceMs);
  }

  #takeCompletion(event: JsonObject): void {
    this.#open();
    const { latency_ms, ttft_ms, tokens_per_second, tokens_used } = event;
    const latencyMs = asCount(latency_ms) ?? 0;
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
    this.nowMs = Math.max(this.nowMs, timeOf(asCount(durationMs) ?? 0));
    if (status === 'failed') this.error = { message: asString(error) ?? 'the run failed' };
  }

  #takeToolCall(event: JsonObject): void {
    const call = {
      tool_call_id: asString(event.id) ?? '',
      name: asString(event.tool_name) ?? '',
      arguments: JSON.stringify(event.input_args ?? {}),
    };
    this.#open();
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

  /** A clock that is one of the day, or one since the start, or none: then it is the time of the event before. */
  #clockMs(value: JsonValue | undefined): number {
    const told = asCount(value) ?? 0;
    if (told > EPOCH_MS && Number.isFinite(this.#startedMs)) return told - this.#startedMs;
    return told > 0 && told < EPOCH_MS / 1000 ? told : this.nowMs;
  }
}
