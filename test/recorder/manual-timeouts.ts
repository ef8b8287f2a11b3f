import { nextTurn } from './run-events.js';

/** A timer that fires when it is told to; one at a time. */
export class ManualTimeouts {
  #callback?: () => void;

  get isSet(): boolean {
    return this.#callback !== undefined;
  }

  setTimeout(callback: () => void): number {
    this.#callback = callback;
    return 1;
  }

  clearTimeout(): void {
    this.#callback = undefined;
  }

  /** Fires what is set, and lets a turn of the event loop pass. */
  async fire(): Promise<void> {
    const callback = this.#callback;
    this.#callback = undefined;
    callback?.();
    await nextTurn();
  }
}
