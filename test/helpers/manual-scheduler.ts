import type { Scheduler } from '../../src/engine/index.js';

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** A scheduler whose clock stands still until a test moves it. Frames come every `frameMs`; none at all with Infinity. */
export class ManualScheduler implements Scheduler {
  frameMs = 16;
  /** How often the host was given its turn. */
  yields = 0;
  #nowMs = 1000;
  #nextFrameMs = 0;
  readonly #timers = new Set<Timer>();
  readonly #frames = new Set<() => void>();

  get frameCount(): number {
    return this.#frames.size;
  }

  get timerCount(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#nowMs;
  }

  requestFrame(callback: () => void): () => void {
    if (this.#frames.size === 0) this.#nextFrameMs = this.#nowMs + this.frameMs;
    const frame = () => callback();
    this.#frames.add(frame);
    return () => this.#frames.delete(frame);
  }

  setTimer(callback: () => void, delayMs: number): () => void {
    const timer = { dueMs: this.#nowMs + delayMs, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  yieldToHost(): Promise<void> {
    this.yields++;
    return Promise.resolve();
  }

  /** Moves the clock on, calling back what falls due, in order of time. */
  advance(durationMs: number): void {
    const endMs = this.#nowMs + durationMs;
    for (;;) {
      const timer = this.#nextTimer();
      const timerMs = timer?.dueMs ?? Infinity;
      const frameMs = this.#frames.size > 0 ? this.#nextFrameMs : Infinity;
      const nextMs = Math.min(timerMs, frameMs);
      if (nextMs > endMs) break;
      this.#nowMs = Math.max(this.#nowMs, nextMs);
      if (timer && timerMs <= frameMs) this.#fire(timer);
      else this.#paint();
    }
    this.#nowMs = endMs;
  }

  #nextTimer(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) if (!next || timer.dueMs < next.dueMs) next = timer;
    return next;
  }

  #fire(timer: Timer): void {
    this.#timers.delete(timer);
    timer.callback();
  }

  #paint(): void {
    const frames = [...this.#frames];
    this.#frames.clear();
    for (const frame of frames) frame();
    this.#nextFrameMs = this.#nowMs + this.frameMs;
  }
}
