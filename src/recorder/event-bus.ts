import {
  isTerminalType,
  type LiveEvent,
  parseEvent,
  type RunStartedEvent,
  type TraceEvent,
} from '../trace/index.js';
import { asError, type ErrorHandler, reportToConsole } from './report-error.js';

/** Called with every event of the bus, in order. What it throws, at once or later, is reported and harms no other handler. */
export type BusHandler = (record: LiveEvent) => void | Promise<void>;

/** How many ended runs are remembered, so that a late event of theirs is told from one of a run that never began. */
const REMEMBERED_ENDS = 1000;

/** A run that has begun and not ended. */
export interface RunInProgress {
  /** The event that began it. */
  readonly started: RunStartedEvent;
  /** How many events it has come to. */
  readonly eventCount: number;
}

interface RunState {
  started: RunStartedEvent;
  nextSeq: number;
  lastMs: number;
}

/**
 * Carries the events of runs from those who make them to those who keep or show them. It numbers each run's events, so that
 * all agree on `seq` (the event's index in that run's file), and lets through only what the schema knows: a run begins with
 * `run_started`, its times never decrease (an earlier time is raised), nothing follows its terminal event. What is refused is
 * told to `onError` and never thrown at the emitter.
 *
 * @example
 * const bus = new EventBus();
 * const unsubscribe = bus.subscribe(({ runId, seq, event }) => console.log(runId, seq, event.type));
 */
export class EventBus {
  readonly #onError: ErrorHandler;
  readonly #handlers = new Set<BusHandler>();
  readonly #runs = new Map<string, RunState>();
  readonly #ended = new Set<string>();
  readonly #queue: LiveEvent[] = [];
  #isDispatching = false;

  constructor({ onError = reportToConsole }: { onError?: ErrorHandler } = {}) {
    this.#onError = onError;
  }

  /** The runs that have begun and not ended. */
  get runIds(): string[] {
    return [...this.#runs.keys()];
  }

  /** The same runs, with what one needs to know of them who comes late. */
  get runsInProgress(): RunInProgress[] {
    return [...this.#runs.values()].map(({ started, nextSeq }) => ({ started, eventCount: nextSeq }));
  }

  /** Calls `handler` with every event from now on. Returns what undoes it. */
  subscribe(handler: BusHandler): () => void {
    // A wrapper of its own, so that one function can be subscribed twice and each undone alone.
    const own: BusHandler = (record) => handler(record);
    this.#handlers.add(own);
    return () => void this.#handlers.delete(own);
  }

  /** Hands an event to every handler. Returns it as numbered, or undefined when it was refused. */
  emit(runId: string, event: TraceEvent): LiveEvent | undefined {
    const report = (fault: string) => this.#report(new Error(`Run ${runId}: ${fault}`));
    const checked = parseEvent(event, report);
    if (!checked) return undefined;
    const state = this.#stateFor(runId, checked);
    if (typeof state === 'string') {
      report(`${state}; the event is left out`);
      return undefined;
    }
    const record = this.#numbered(runId, checked, state);
    this.#queue.push(record);
    this.#dispatch();
    return record;
  }

  #stateFor(runId: string, event: TraceEvent): RunState | string {
    const known = this.#runs.get(runId);
    const isStart = event.type === 'run_started';
    if (known) return isStart && event.run_id !== runId ? 'run_started names another run' : known;
    if (this.#ended.has(runId)) return `${event.type} after the end of the run`;
    if (!isStart) return `${event.type} before run_started`;
    if (event.run_id !== runId) return 'run_started names another run';
    const state = { started: event as RunStartedEvent, nextSeq: 0, lastMs: 0 };
    this.#runs.set(runId, state);
    return state;
  }

  #numbered(runId: string, event: TraceEvent, state: RunState): LiveEvent {
    state.lastMs = Math.max(state.lastMs, event.time_ms);
    // Frozen and its own copy, so that neither the emitter nor a handler can change what the others see.
    const ordered = Object.freeze({ ...event, time_ms: state.lastMs }) as TraceEvent;
    if (event.type === 'run_started') state.started = { ...state.started, ...(ordered as RunStartedEvent) };
    if (isTerminalType(event.type)) this.#forget(runId);
    return { runId, seq: state.nextSeq++, event: ordered };
  }

  #forget(runId: string): void {
    this.#runs.delete(runId);
    this.#ended.add(runId);
    if (this.#ended.size > REMEMBERED_ENDS) this.#ended.delete(this.#ended.values().next().value!);
  }

  /** A handler may emit: its events wait their turn, so that every handler sees the same order. */
  #dispatch(): void {
    if (this.#isDispatching) return;
    this.#isDispatching = true;
    for (let record = this.#queue.shift(); record; record = this.#queue.shift()) {
      for (const handler of this.#handlers) this.#call(handler, record);
    }
    this.#isDispatching = false;
  }

  #call(handler: BusHandler, record: LiveEvent): void {
    try {
      const result = handler(record);
      if (result instanceof Promise) result.catch((reason: unknown) => this.#report(asError(reason)));
    } catch (thrown) {
      this.#report(asError(thrown));
    }
  }

  #report(error: Error): void {
    try {
      this.#onError(error);
    } catch (thrown) {
      reportToConsole(asError(thrown));
    }
  }
}

/** The bus that writers, servers and captures share where none is given. */
export const defaultBus = new EventBus();
