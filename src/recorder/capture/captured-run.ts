import type {
  JsonObject,
  RunError,
  RunStartedEvent,
  ServerInfo,
  TraceEvent,
  UntimedEvent,
} from '../../trace/index.js';
import type { EventBus } from '../event-bus.js';
import type { MemorySampler } from '../memory-sampler.js';
import { Redaction } from '../redaction.js';
import { type Now, startRunClock } from '../run-clock.js';
import { createRunId } from '../run-id.js';
import { withoutText } from '../text-left-out.js';
import { OpenToolCalls } from './open-tool-calls.js';
import type { SentRequest } from './sent-request.js';

/** How a completion, or the program around several, ended. */
export type Outcome =
  { readonly status: 'completed' | 'cancelled' } | { readonly status: 'failed'; readonly error: RunError };

/** What a run is recorded with. */
export interface RunSurroundings {
  readonly bus: EventBus;
  /** Monotonic milliseconds. */
  readonly now?: Now;
  /** When the run began, on that clock. Default: now. */
  readonly beganMs?: number;
  /** Where memory figures come from, told who is asked first. */
  readonly memory?: (begun: BegunCompletion) => MemorySampler | undefined;
  readonly hardware?: JsonObject;
  readonly server?: ServerInfo;
  readonly simulated?: boolean;
  /** false: neither the prompts' nor the answers' text is recorded, only times, counts and channels. */
  readonly text?: boolean;
}

/** Who is asked, and what. */
export interface BegunCompletion {
  readonly provider: string;
  readonly request: SentRequest;
}

/**
 * One run on its way: of a single completion, or, with a name, of all that are made under it. It begins on the bus with its first
 * request, and ends when nothing more can come: a single one with its completion, a named one when it has been sealed and none of its
 * completions is open. Nothing is kept of it but what its next events need.
 */
export class CapturedRun {
  /** Secrets of its requests. */
  readonly redaction = new Redaction();
  readonly #surroundings: RunSurroundings;
  readonly #name?: string;
  readonly #clock;
  readonly #toolCalls = new OpenToolCalls();
  #started?: Omit<RunStartedEvent, 'time_ms'>;
  #state: 'waiting' | 'running' | 'over' = 'waiting';
  #open = 0;
  #begun = 0;
  /** How it is to end; where only its last completion can tell, asked when that has ended. */
  #sealed?: Outcome | (() => Outcome);
  #lastOutcome: Outcome = { status: 'completed' };
  #stopMemory = () => {};

  constructor(surroundings: RunSurroundings, name?: string) {
    this.#surroundings = surroundings;
    this.#name = name;
    this.#clock = startRunClock(surroundings.now, Date.now, surroundings.beganMs);
  }

  /** Undefined before it has begun. */
  get runId(): string | undefined {
    return this.#started?.run_id;
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  /** Requests that are on their way. */
  get openCount(): number {
    return this.#open;
  }

  /** The run's time, at a moment of its monotonic clock. Default: now. */
  elapsedMs(atMs?: number): number {
    return this.#clock.elapsedMs(atMs);
  }

  /** A request is being made: the run does not end before it has ended. */
  enter(): void {
    this.#open++;
  }

  /** The request has been sent: begins the run, if it is the first. Returns the completion's id: '' in a run of one. */
  begin(begun: BegunCompletion, atMs: number): string {
    if (this.#state === 'waiting') this.#start(begun);
    for (const event of this.#toolCalls.answer(begun.request.toolResults)) this.emit(event, atMs);
    const id = this.#name === undefined ? '' : `c${++this.#begun}`;
    this.emit(
      { type: 'prompt_sent', completion_id: id || undefined, messages: begun.request.messages },
      atMs,
    );
    return id;
  }

  /** Adds an event at a time of the run's clock. */
  emit(event: UntimedEvent, atMs = this.elapsedMs()): void {
    if (this.#state !== 'running') return;
    this.#toolCalls.note(event);
    this.#send(event, atMs);
  }

  /** Says again what was said at the beginning, with what only the answer told. */
  restate(facts: { model?: string; simulated?: boolean }): void {
    const started = this.#started;
    if (!started) return;
    const { model, simulated } = started;
    const news = {
      model: model || (facts.model ?? ''),
      simulated: simulated || facts.simulated || undefined,
    };
    if (news.model === model && news.simulated === simulated) return;
    this.#started = { ...started, ...news };
    this.emit(this.#started);
  }

  /** A completion has ended; in a named run a failure is told as an event of its own, unless the stream told it already. */
  close(id: string, outcome: Outcome, { isTold = false } = {}): void {
    this.#open--;
    if (this.#name === undefined) return this.#end(outcome);
    this.#lastOutcome = outcome;
    if (outcome.status === 'failed' && !isTold) {
      this.emit({ type: 'error', completion_id: id || undefined, ...outcome.error });
    }
    if (outcome.status === 'cancelled') {
      this.emit({ type: 'log', level: 'info', message: `The client stopped reading ${id}.` });
    }
    this.#endWhenDone();
  }

  /** A request that was none for a completion has ended. */
  leave(): void {
    this.#open--;
    if (this.#name === undefined) this.#state = 'over';
    else this.#endWhenDone();
  }

  /** Nothing more will be asked: the run ends with its last completion; as that did, where nothing else is told. */
  seal(outcome?: Outcome): void {
    const last = this.#lastOutcome;
    // What the program threw says less than why its last request failed.
    const isTold = outcome?.status === 'failed' && last.status === 'failed';
    this.#sealed ??= isTold ? last : (outcome ?? (() => this.#lastOutcome));
    this.#endWhenDone();
  }

  /** Ends the run now: what is on its way is interrupted. */
  interrupt(message: string): void {
    if (this.#open === 0 && this.#name !== undefined) return this.#end(this.#lastOutcome);
    this.#end({ status: 'failed', error: { message, code: 'interrupted' } });
  }

  #start(begun: BegunCompletion): void {
    const { provider, request } = begun;
    const { hardware, server, simulated, memory } = this.#surroundings;
    this.#started = {
      type: 'run_started',
      run_id: createRunId(this.#name ?? request.model),
      model: request.model,
      provider,
      started_at: this.#clock.startedAt,
      timing: 'recorded',
      workload: this.#name,
      params: request.params,
      simulated: simulated || undefined,
      server,
      hardware,
    };
    this.#state = this.#send(this.#started, 0) ? 'running' : 'over';
    const sampler = this.#state === 'running' ? memory?.(begun) : undefined;
    if (sampler) this.#stopMemory = sampler.start((sample) => this.emit({ type: 'memory', ...sample }));
  }

  #endWhenDone(): void {
    const sealed = this.#sealed;
    if (sealed && this.#open === 0) this.#end(typeof sealed === 'function' ? sealed() : sealed);
  }

  #end(outcome: Outcome): void {
    const wasRunning = this.#state === 'running';
    this.#state = 'over';
    this.#stopMemory();
    if (!wasRunning) return;
    const durationMs = this.elapsedMs();
    const ended = { duration_ms: durationMs };
    if (outcome.status === 'failed') {
      this.#send({ type: 'run_failed', ...ended, error: outcome.error }, durationMs);
    } else {
      const type = outcome.status === 'completed' ? 'run_completed' : 'run_cancelled';
      this.#send({ type, ...ended }, durationMs);
    }
  }

  #send(event: UntimedEvent, atMs: number): boolean {
    const { bus, text = true } = this.#surroundings;
    const clean = this.redaction.event(event);
    const { type, ...fields } = text ? clean : withoutText(clean);
    const runId = this.#started!.run_id;
    return bus.emit(runId, { time_ms: atMs, type, ...fields } as TraceEvent) !== undefined;
  }
}
