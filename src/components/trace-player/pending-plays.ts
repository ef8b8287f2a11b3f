interface PendingPlay {
  resolve(): void;
  reject(reason: DOMException): void;
}

/** The promises of `play()` that wait for something to play: settled together, as the platform settles them. */
export class PendingPlays {
  #waiting: PendingPlay[] = [];

  add(): Promise<void> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  resolve(): void {
    for (const { resolve } of this.#take()) resolve();
  }

  /** `name` is that of the platform's exception: `AbortError`, `NotSupportedError`. */
  reject(name: string, message: string): void {
    for (const { reject } of this.#take()) reject(new DOMException(message, name));
  }

  #take(): PendingPlay[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }
}

/** A play that was taken back, or that failed, is told by events: the control that asked for it needs no more. */
export function ignoreAbort(reason: unknown): void {
  if (!(reason instanceof DOMException)) throw reason;
}
