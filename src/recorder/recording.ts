import { Trace, type TraceEvent, type UntimedEvent } from '../trace/index.js';
import type { EventBus } from './event-bus.js';
import { Redaction } from './redaction.js';
import type { RunClock } from './run-clock.js';
import { withoutText } from './text-left-out.js';

/** One run on its way: stamps its events, hands them to the bus, and keeps them as a trace. */
export class Recording {
  readonly runId: string;
  readonly trace = new Trace();
  readonly #bus: EventBus;
  readonly #clock: RunClock;
  readonly #redaction: Redaction;
  readonly #keepsText: boolean;

  /** `secrets` are cut from what servers say, should they repeat them; `keepsText` false leaves out all text of prompt and answer. */
  constructor(bus: EventBus, runId: string, clock: RunClock, secrets: readonly string[], keepsText = true) {
    this.#bus = bus;
    this.runId = runId;
    this.#clock = clock;
    this.#redaction = new Redaction(secrets);
    this.#keepsText = keepsText;
  }

  elapsedMs(): number {
    return this.#clock.elapsedMs();
  }

  /** Adds an event at a time of the run's clock; by default now. Returns whether the bus took it. */
  emit(event: UntimedEvent, timeMs = this.#clock.elapsedMs()): boolean {
    const clean = this.#redaction.event(event);
    const { type, ...fields } = this.#keepsText ? clean : withoutText(clean);
    const record = this.#bus.emit(this.runId, { time_ms: timeMs, type, ...fields } as TraceEvent);
    if (record) this.trace.append(record.event);
    return record !== undefined;
  }

  /** A text with every secret in it replaced. */
  redact(text: string): string {
    return this.#redaction.text(text);
  }
}
