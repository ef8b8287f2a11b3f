import type { Scheduler } from '../scheduler.js';

/** How many looks in a row must find silence: more than three heartbeats, wherever between two looks the last one came. */
const SILENT_LOOKS = 4;

/** Whether a comment is what our own server says first on every connection: it will send heartbeats. */
export function isGreeting(comment: string): boolean {
  return comment.trim() === 'trace-player live';
}

/**
 * Notices that a connection has died without being closed, by the comments that keep it alive: a server that sends them and then
 * nothing at all for three to four heartbeats is gone. It looks once per heartbeat and counts, so that what a page slept through
 * is one look, and costs nothing per text. Other servers' first comment is a welcome, not yet a heartbeat.
 */
export class SilenceWatch {
  readonly #scheduler: Scheduler;
  readonly #heartbeatMs: number;
  readonly #onSilence: () => void;
  #hasComment = false;
  #isBeating = false;
  #silentLooks = 0;
  #cancel?: () => void;

  constructor(scheduler: Scheduler, heartbeatMs: number, onSilence: () => void) {
    this.#scheduler = scheduler;
    this.#heartbeatMs = heartbeatMs;
    this.#onSilence = onSilence;
  }

  /** Whether the server lets hear of itself. */
  get isBeating(): boolean {
    return this.#isBeating;
  }

  /** A comment came. */
  heard(comment: string): void {
    this.#isBeating ||= this.#hasComment || isGreeting(comment);
    this.#hasComment = true;
    if (this.#isBeating) this.start();
  }

  /** Anything came. */
  alive(): void {
    this.#silentLooks = 0;
  }

  /** Expects heartbeats from now on. */
  start(): void {
    this.#cancel ??= this.#scheduler.setTimer(() => this.#look(), this.#heartbeatMs);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #look(): void {
    this.#cancel = undefined;
    this.#silentLooks++;
    if (this.#silentLooks >= SILENT_LOOKS) this.#onSilence();
    else this.start();
  }
}
