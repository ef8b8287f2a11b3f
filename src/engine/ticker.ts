import type { Scheduler } from './scheduler.js';

/** The wall time between two `timeupdate` events while playing. */
export const TIME_UPDATE_MS = 250;

interface TickerHandlers {
  /** Once per painted frame, and when something is due. */
  onTick(): void;
  /** Every 250 ms of wall time. */
  onTimeUpdate(): void;
  /** How long until something is due that must not wait for a frame; may be Infinity. */
  dueInMs(): number;
}

/**
 * Drives a moving playhead: frames for what is seen, and timers beside them, because a hidden page gets no frames and must
 * still reach the end on time. Stopped, it holds neither.
 */
export class Ticker {
  readonly #scheduler: Scheduler;
  readonly #handlers: TickerHandlers;
  #cancelFrame?: () => void;
  #cancelTimer?: () => void;
  #nextUpdateMs = 0;

  constructor(scheduler: Scheduler, handlers: TickerHandlers) {
    this.#scheduler = scheduler;
    this.#handlers = handlers;
  }

  get isRunning(): boolean {
    return this.#cancelFrame !== undefined;
  }

  start(): void {
    if (this.isRunning) return;
    this.#nextUpdateMs = this.#scheduler.now() + TIME_UPDATE_MS;
    this.#requestFrame();
    this.#setTimer();
  }

  stop(): void {
    this.#cancelFrame?.();
    this.#cancelTimer?.();
    this.#cancelFrame = this.#cancelTimer = undefined;
  }

  /** What is due has changed: the rate, the place or the end. */
  reschedule(): void {
    if (!this.isRunning) return;
    this.#cancelTimer?.();
    this.#setTimer();
  }

  #requestFrame(): void {
    this.#cancelFrame = this.#scheduler.requestFrame(() => {
      this.#requestFrame();
      this.#handlers.onTick();
    });
  }

  #setTimer(): void {
    const untilUpdateMs = this.#nextUpdateMs - this.#scheduler.now();
    const delayMs = Math.ceil(Math.max(1, Math.min(untilUpdateMs, this.#handlers.dueInMs())));
    this.#cancelTimer = this.#scheduler.setTimer(() => this.#handleTimer(), delayMs);
  }

  #handleTimer(): void {
    const nowMs = this.#scheduler.now();
    if (nowMs < this.#nextUpdateMs) {
      this.#handlers.onTick();
    } else {
      this.#nextUpdateMs = nowMs + TIME_UPDATE_MS;
      this.#handlers.onTimeUpdate();
    }
    if (this.isRunning) this.reschedule();
  }
}
