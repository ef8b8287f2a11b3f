import { type JsonObject, Trace, type TraceEvent } from '../../trace/index.js';
import { asCount, asString, firstText } from '../../trace/dialects/json-values.js';
import { parseLooseJson } from '../../trace/importers/loose-json.js';
import { ModelLensEvents } from '../../trace/importers/model-lens-events.js';
import { asObject } from '../../trace/json-object.js';
import type { Scheduler } from '../scheduler.js';
import type { FrameOutcome, LiveRun } from './live-run.js';

/** How many events are known again when a server repeats them: the newest. */
const MAX_KNOWN_IDS = 1 << 18;

/**
 * The one run of a Model Lens stream that is followed: the run asked for, else the first that is sent. Its frames have no ids, and
 * what is sent while no one is connected is lost; what is sent again is known by the `id` of the event. The run's zero is its start,
 * or the start of what was under way when the first event came, as far as that tells; the clock is the page's.
 */
export class ModelLensRun implements LiveRun {
  readonly trace = new Trace();
  readonly #scheduler: Scheduler;
  readonly #events = new ModelLensEvents();
  readonly #knownIds = new Set<string>();
  #runId: string;
  #zeroMs?: number;

  constructor(scheduler: Scheduler, runId = '') {
    this.#scheduler = scheduler;
    this.#runId = runId;
  }

  take(data: string): FrameOutcome {
    const event = asObject(parseLooseJson(data));
    if (!event) this.trace.addNotice('wrong_shape', 'a frame is not a JSON object');
    // What the server, or a proxy before it, says of itself.
    const type = asString(event?._event_type);
    if (!event || type === undefined || type.startsWith('_')) return 'skipped';
    if (!this.#isOfRun(event) || this.#isKnown(event.id)) return 'skipped';
    this.#takeEvent(event);
    return 'added';
  }

  #isOfRun(event: JsonObject): boolean {
    const runId = firstText(event.run_id);
    // Some events tell no run: they belong to the one that is going on.
    if (runId === '') return this.#runId === '' || this.#zeroMs !== undefined;
    if (this.#runId === '') this.#runId = runId;
    return runId === this.#runId;
  }

  #isKnown(id: unknown): boolean {
    if (typeof id !== 'string' || id === '') return false;
    if (this.#knownIds.has(id)) return true;
    this.#knownIds.add(id);
    if (this.#knownIds.size > MAX_KNOWN_IDS) this.#knownIds.delete(this.#knownIds.values().next().value!);
    return false;
  }

  #takeEvent(event: JsonObject): void {
    const nowMs = this.#scheduler.now();
    if (this.#zeroMs === undefined) {
      this.#zeroMs = nowMs - elapsedMs(event);
      this.#begin(event);
    }
    const missedBefore = this.#events.missedTokens;
    this.#events.take(event, nowMs - this.#zeroMs);
    for (const made of this.#events.events.splice(0)) this.trace.append(made);
    const missed = this.#events.missedTokens - missedBefore;
    if (missed > 0) this.trace.addNotice('missed_events', undefined, missed);
    if (event._event_type === 'RunLifecycleEvent') this.#end(event.status);
  }

  #begin(event: JsonObject): void {
    this.trace.addNotice('arrival_times');
    this.trace.append({
      type: 'run_started',
      time_ms: 0,
      run_id: this.#runId,
      model: firstText(event.model),
      provider: firstText(event.provider),
      started_at: '',
      timing: 'recorded',
      workload: firstText(event.workload) || undefined,
    });
  }

  #end(status: unknown): void {
    const { nowMs, error } = this.#events;
    const at = { time_ms: nowMs, duration_ms: nowMs };
    if (status === 'completed') this.trace.append({ type: 'run_completed', ...at });
    else if (error) this.trace.append({ type: 'run_failed', ...at, error } as TraceEvent);
  }
}

/** How long what the event tells of had been under way. */
function elapsedMs(event: JsonObject): number {
  switch (event._event_type) {
    case 'TokenGeneratedEvent':
      return asCount(event.timing_ms) ?? 0;
    case 'CompletionEvent':
      return asCount(event.latency_ms) ?? 0;
    case 'RunLifecycleEvent':
      return asCount(event.duration_ms) ?? 0;
    default:
      return 0;
  }
}
